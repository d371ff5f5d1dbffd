-- The services whose tasks alone are delegated, separated by blanks; absent where somebody deputises in the whole position.

alter table deputy add column services text;
