-- Who signs in, by what, from where; powers that end at once. Sessions from before this version have no id: they are over.

alter table session add column id uuid;
alter table session add column way text;
alter table session add column agent text;
alter table session add column address text;
alter table session add column seen_at bigint;
create index session_account on session (account);

alter table position add column ended_at bigint;
alter table position add column ended_by uuid;
alter table position add column end_basis text;

alter table account add column created_at bigint;

-- A secret shared with an app that makes codes (RFC 6238), encrypted; the step of the last code that was used.
-- class: scratch
create table authenticator (
  account uuid not null primary key,
  secret bytea not null,
  confirmed_at bigint not null,
  last_step bigint not null
);

-- Codes for who lost the app: digests, each good once.
-- class: scratch
create table recovery_code (
  account uuid not null,
  digest bytea not null,
  used_at bigint,
  primary key (account, digest)
);

-- Keys of devices (WebAuthn): public parts only.
-- class: scratch
create table passkey (
  id bytea not null primary key,
  account uuid not null,
  title text not null,
  credential text not null,
  created_at bigint not null,
  used_at bigint
);
create index passkey_account on passkey (account);

-- First steps into an account: the digest of a code that is good once.
-- class: scratch
create table invitation (
  digest bytea not null primary key,
  account uuid not null,
  created_at bigint not null,
  expires_at bigint not null
);
create index invitation_account on invitation (account);

-- Wrong passwords and codes, by keyed digests of login and address.
-- class: scratch
create table attempt (
  subject bytea not null primary key,
  failures bigint not null,
  last_at bigint not null,
  until_at bigint not null
);
create index attempt_last on attempt (last_at);

-- As whom a provider of identities knows the holder of an account.
-- class: act
create table outside_identity (
  id uuid not null primary key,
  version bigint not null,
  account uuid not null,
  provider text not null,
  subject text not null,
  at bigint not null,
  ended_at bigint
);
create index outside_identity_account on outside_identity (account);
create unique index outside_identity_one on outside_identity (provider, subject);

-- Dangerous deeds that one operator asks for and another one approves.
-- class: act
create table approval (
  id uuid not null primary key,
  version bigint not null,
  deed text not null,
  subject uuid,
  payload text not null,
  reason text not null,
  state text not null,
  asked_by uuid not null,
  asked_at bigint not null,
  decided_by uuid,
  decided_at bigint
);
create index approval_state on approval (state, asked_at);

-- Who read whose personal data: found here by the person, written in the transaction of the journal entry that proves it. `subject` is
-- a person, or a record about one.
-- class: scratch
create table reading (
  id uuid not null primary key,
  subject uuid not null,
  at bigint not null,
  account uuid,
  position uuid,
  purpose text not null,
  about uuid
);
create index reading_subject on reading (subject, at, id);

-- Keys that do not change with the master key, encrypted under it: what is found by must go on being found.
-- class: scratch
create table key_note (
  name text not null primary key,
  sealed bytea not null
);
