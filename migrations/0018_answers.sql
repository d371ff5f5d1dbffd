-- The answers of an application, encrypted under a key of its case. Applications of before stand in the column `application` still; where
-- the answers are encrypted it is empty. Answers of drafts are encrypted in their column from now on.

alter table cases add column sealed_key bytea;
alter table cases add column answers bytea; -- sealed
