-- Restricted files, evidence and names of files; what waits in an import is encrypted until the import ends.

alter table record_file add column sealed_key bytea;
alter table record_file add column restricted_name bytea; -- sealed
alter table record_file add column restricted_caption bytea; -- sealed

alter table change_request add column restricted_evidence_name bytea; -- sealed

alter table import_run add column sealed_key bytea;
