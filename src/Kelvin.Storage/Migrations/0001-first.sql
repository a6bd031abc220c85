-- What each table holds, and why it is shaped so: docs/internals/data.md.
-- Plain types that SQLite and PostgreSQL share. Every hot table begins with the bucket of its rows (StreamId.Bucket).
-- /*clustered*/ marks tables whose rows lie in the order of their key, where the database can do that.

create table settings (
    name text not null primary key,
    value bytea not null
) /*clustered*/;

create table counters (
    bucket smallint not null,
    name text not null,
    value bigint not null,
    primary key (bucket, name)
) /*clustered*/;

create table inbox (
    bucket smallint not null,
    chunk bigint not null,
    items integer not null,
    received_at bigint not null,
    body bytea not null,
    primary key (bucket, chunk)
);

create table set_aside (
    bucket smallint not null,
    chunk bigint not null,
    received_at bigint not null,
    reason text not null,
    body bytea not null,
    primary key (bucket, chunk)
);

create table identities (
    bucket smallint not null,
    identity bytea not null,
    kind smallint not null,
    marks smallint not null,
    lead bytea not null,
    salt bytea not null,
    value bytea not null,
    primary key (bucket, identity)
) /*clustered*/;

create table links (
    bucket smallint not null,
    identity bytea not null,
    other bytea not null,
    kind smallint not null,
    power smallint not null,
    outgoing smallint not null,
    timestamp bigint not null,
    message bytea not null,
    primary key (bucket, identity, other, kind, power, outgoing)
) /*clustered*/;

create table leads (
    bucket smallint not null,
    lead bytea not null,
    streams bytea not null,
    events integer not null,
    first_seen bigint,
    last_seen bigint,
    epoch bigint not null,
    scored_at bigint,
    primary key (bucket, lead)
) /*clustered*/;

create table events (
    bucket smallint not null,
    stream bytea not null,
    message bytea not null,
    timestamp bigint not null,
    accepted bigint not null,
    machine smallint not null,
    detail bytea not null,
    primary key (bucket, stream, message)
) /*clustered*/;

create table accounts (
    bucket smallint not null,
    account bytea not null,
    account_id text not null,
    first_seen bigint,
    primary key (bucket, account)
) /*clustered*/;

create table account_facts (
    bucket smallint not null,
    account bytea not null,
    stream bytea not null,
    message bytea not null,
    timestamp bigint not null,
    accepted bigint not null,
    detail bytea not null,
    primary key (bucket, account, stream, message)
) /*clustered*/;

create table plans (
    plan text not null primary key,
    number integer not null unique,
    active_version integer
) /*clustered*/;

create table plan_versions (
    plan text not null,
    version integer not null,
    format text not null,
    document text not null,
    created_at bigint not null,
    created_by text not null,
    primary key (plan, version)
) /*clustered*/;

create table scores (
    bucket smallint not null,
    lead bytea not null,
    plan integer not null,
    version integer not null,
    fit integer not null,
    engagement integer not null,
    score integer not null,
    grade text,
    level text,
    label text,
    verdict text,
    at bigint not null,
    next_change_at bigint,
    primary key (bucket, lead, plan)
) /*clustered*/;

create index scores_by_score on scores (plan, score desc, lead);

create table account_scores (
    bucket smallint not null,
    account bytea not null,
    plan integer not null,
    version integer not null,
    fit integer not null,
    engagement integer not null,
    score integer not null,
    grade text,
    level text,
    label text,
    verdict text,
    at bigint not null,
    next_change_at bigint,
    primary key (bucket, account, plan)
) /*clustered*/;

create index account_scores_by_score on account_scores (plan, score desc, account);

create table work (
    bucket smallint not null,
    kind smallint not null,
    subject bytea not null,
    queued_at bigint not null,
    primary key (bucket, kind, subject)
) /*clustered*/;

create table tombstones (
    bucket smallint not null,
    tombstone bytea not null,
    erased_at bigint not null,
    primary key (bucket, tombstone)
) /*clustered*/;

create table erasures (
    bucket smallint not null,
    stream bytea not null,
    requested_at bigint not null,
    primary key (bucket, stream)
) /*clustered*/;

create table sources (
    source integer not null primary key,
    name text not null,
    key_hash bytea not null unique,
    key_hint text not null,
    power smallint not null,
    created_at bigint not null,
    revoked_at bigint
);

create table tokens (
    token text not null primary key,
    name text not null,
    hash bytea not null unique,
    role text not null,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint
);
