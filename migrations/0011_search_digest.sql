-- What a document is found by, in short: one that is found by the same needs no writing.

alter table search_document add column digest bigint;
