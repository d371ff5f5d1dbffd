-- Lists as people keep them for themselves.

-- class: scratch
create table saved_view (
  id uuid not null primary key,
  account uuid not null,
  register text not null,
  title text not null,
  query text not null,
  saved_at bigint not null
);
create index saved_view_account on saved_view (account, register, saved_at);
