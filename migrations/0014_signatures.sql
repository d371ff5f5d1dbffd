-- Electronic signatures over issued documents: each is kept as it was given, with what was found of it then.

-- class: act
create table signature (
  id uuid not null primary key,
  version bigint not null,
  document uuid not null,
  slot text not null,
  account uuid,
  signer text not null,
  organisation text,
  edrpou text,
  serial text not null,
  valid_until bigint not null,
  level text not null,
  verdict text not null,
  reservations text,
  trusted text not null,
  signed_at bigint not null,
  proved_at bigint,
  hash text not null,
  size bigint not null,
  at bigint not null
);
create unique index signature_one on signature (document, slot);

-- What was signed to sign in and was used: each is good once, for some minutes.
-- class: scratch
create table challenge (
  id text not null primary key,
  expires_at bigint not null
);
