-- Conversions: fields of a new version that are filled from fields of an older one.

-- class: scratch
create table conversion (
  register text not null,
  field text not null,
  source text not null,
  version bigint not null,
  total bigint not null,
  done bigint not null,
  failed bigint not null,
  after_id uuid not null,
  state text not null,
  changed_at bigint not null,
  lease_until bigint not null,
  primary key (register, field, version)
);
create index conversion_state on conversion (state, lease_until);
