-- Restricted values: what encrypted words are found by, and requests to change restricted fields.

-- class: scratch
create table blind_index (
  token bytea not null,
  row_id uuid not null,
  primary key (token, row_id)
);
create index blind_index_row on blind_index (row_id);

alter table change_request add column sealed_key bytea;
alter table change_request add column restricted_changes bytea; -- sealed
