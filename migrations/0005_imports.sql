-- Imports: rows from a file, staged unseen, published by one act.

-- class: act
create table import_set (
  id uuid not null primary key,
  version bigint not null,
  register text not null,
  state text not null,
  file_name text not null,
  file_hash text not null,
  author uuid not null,
  began_at bigint not null,
  ended_at bigint,
  salt bytea not null,
  number_from text,
  number_count bigint,
  rows bigint,
  root text
);
create index import_set_state on import_set (state, register);
create index import_set_register on import_set (register, began_at, id);
create index import_set_file on import_set (file_hash, register);

-- class: scratch
create table import_run (
  id uuid not null primary key,
  register text not null,
  account uuid not null,
  file_name text not null,
  file_hash text not null,
  file_size bigint not null,
  format text not null,
  reading text not null,
  summary text not null,
  mapping text not null,
  rows bigint not null,
  phase text not null,
  done bigint not null,
  bad_cells bigint not null,
  bad_rows bigint not null,
  leave_out bigint not null,
  failure text,
  created_at bigint not null,
  changed_at bigint not null,
  node bigint not null,
  lease_until bigint not null
);
create index import_run_register on import_run (register, created_at);
create index import_run_phase on import_run (phase, lease_until);

-- class: scratch
create table import_finding (
  run uuid not null,
  row_number bigint not null,
  column_number bigint not null,
  code text not null,
  args text not null,
  value text not null,
  primary key (run, row_number, column_number)
);

-- class: scratch
create table import_fix (
  run uuid not null,
  row_number bigint not null,
  column_number bigint not null,
  value text not null,
  primary key (run, row_number, column_number)
);

-- class: scratch
create table import_batch (
  import_set uuid not null,
  first_row bigint not null,
  last_row bigint not null,
  rows bigint not null,
  root text not null,
  primary key (import_set, first_row)
);

alter table search_document add column import_id uuid;
create index search_document_import on search_document (import_id);
