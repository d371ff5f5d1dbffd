-- Changes of records by request: proposed by one, decided by another.

-- class: act
create table change_request (
  id uuid not null primary key,
  version bigint not null,
  register text not null,
  record_id uuid not null,
  base_version bigint not null,
  changes text not null,
  reason text not null,
  evidence_hash text,
  evidence_name text,
  evidence_type text,
  evidence_size bigint,
  author uuid not null,
  at bigint not null,
  state text not null,
  decided_by uuid,
  decided_at bigint,
  note text
);
create index change_request_state on change_request (state, register, at, id);
create index change_request_record on change_request (record_id, at);
create index change_request_author on change_request (author, at);
