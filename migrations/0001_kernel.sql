-- Kernel tables. One text for both databases: `uuid`, `bytea`, `bigint` and `text` are translated for SQLite
-- (BLOB, BLOB, INTEGER, TEXT; STRICT), `text` sorts by bytes on both. One column a line: the store reads
-- names and types from here. Each table declares its class of write:
--   act      legal effect: written by acts only, every version in the journal
--   journal  the journal itself
--   scratch  sessions, counters, caches: no journal

-- class: journal
create table journal_entry (
  node bigint not null,
  seq bigint not null,
  body text not null,
  hash text not null,
  primary key (node, seq)
);

-- class: journal
create table journal_version (
  row_id uuid not null,
  row_version bigint not null,
  table_name text not null,
  node bigint not null,
  seq bigint not null,
  salt bytea not null,
  snapshot text not null,
  primary key (row_id, row_version)
);

-- class: journal
create table journal_head (
  node bigint not null primary key,
  seq bigint not null,
  hash text not null
);

-- class: act
create table journal_checkpoint (
  id uuid not null primary key,
  version bigint not null,
  node bigint not null,
  seq bigint not null,
  hash text not null,
  at bigint not null,
  public_key text not null,
  signature text not null
);

-- class: act
create table territory (
  id uuid not null primary key,
  version bigint not null,
  code text not null unique,
  parent text,
  category text not null,
  title_uk text not null,
  title_en text not null
);

-- class: act
create table body (
  id uuid not null primary key,
  version bigint not null,
  code text unique,
  parent uuid,
  kind text not null,
  title_uk text not null,
  title_en text not null,
  territory text
);

-- class: act
create table person (
  id uuid not null primary key,
  version bigint not null,
  family_name text not null,
  given_name text not null,
  patronymic text,
  rnokpp text,
  email text,
  phone text
);

-- class: act
create table account (
  id uuid not null primary key,
  version bigint not null,
  login text not null unique,
  person uuid not null,
  state text not null
);

-- class: act
create table position (
  id uuid not null primary key,
  version bigint not null,
  person uuid not null,
  body uuid not null,
  role text not null,
  title_uk text not null,
  title_en text not null,
  valid_from text not null,
  valid_until text
);
create index position_person on position (person);

-- class: act
create table api_token (
  id uuid not null primary key,
  version bigint not null,
  account uuid not null,
  digest bytea not null unique,
  issued_at bigint not null,
  revoked_at bigint
);

-- class: act
create table cases (
  id uuid not null primary key,
  version bigint not null,
  number text not null unique,
  procedure text not null,
  procedure_version bigint not null,
  state text not null,
  applicant uuid not null,
  intake uuid not null,
  provider uuid not null,
  application text not null,
  submitted_at bigint not null,
  submitted_on text not null,
  due_on text not null,
  decided_on text,
  days bigint,
  in_time bigint,
  refusal text,
  record_id uuid
);
create index cases_applicant on cases (applicant, submitted_at, id);
create index cases_state on cases (state, submitted_at, id);
create index cases_submitted on cases (submitted_at, id);
create index cases_decided on cases (decided_on, id);
create index cases_days on cases (days, id);

-- class: act
create table task (
  id uuid not null primary key,
  version bigint not null,
  case_id uuid not null,
  stage text not null,
  task text not null,
  role text not null,
  body uuid not null,
  opened_at bigint not null,
  due_on text not null,
  is_open bigint not null,
  outcome text,
  note text,
  grounds text,
  done_at bigint,
  done_by uuid
);
create index task_case on task (case_id, opened_at, id);
create index task_queue on task (is_open, body, role, due_on, id);

-- class: scratch
create table credential (
  account uuid not null primary key,
  hash text not null,
  changed_at bigint not null
);

-- class: scratch
create table session (
  digest bytea not null primary key,
  account uuid not null,
  csrf text not null,
  created_at bigint not null,
  expires_at bigint not null
);

-- class: scratch
create table idempotency (
  scope uuid not null,
  key text not null,
  request bytea not null,
  result uuid not null,
  at bigint not null,
  primary key (scope, key)
);
create index idempotency_at on idempotency (at);

-- class: scratch
create table counter (
  scope text not null primary key,
  value bigint not null
);

-- class: scratch
create table declaration (
  kind text not null,
  id text not null,
  version bigint not null,
  declared text not null,
  primary key (kind, id, version)
);

-- class: scratch
create table migration (
  id bigint not null primary key,
  applied_at bigint not null
);
