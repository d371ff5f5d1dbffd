-- Classifiers: territories that stand in them no more.

alter table territory add column valid_until text;
