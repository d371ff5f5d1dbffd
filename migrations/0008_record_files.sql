-- Files of records: galleries and single documents.

-- class: act
create table record_file (
  id uuid not null primary key,
  version bigint not null,
  register text not null,
  record_id uuid not null,
  field text not null,
  name text not null,
  caption text,
  hash text not null,
  size bigint not null,
  media_type text not null,
  added_at bigint not null,
  added_by uuid not null,
  removed_at bigint,
  removed_by uuid
);
create index record_file_record on record_file (record_id, field, added_at);
create index record_file_hash on record_file (hash);
