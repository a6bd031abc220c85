-- Messages for the world, who asked for them, and what became of each.

create table webhooks (
    webhook integer not null primary key,
    revision integer not null,
    document bytea not null,
    state smallint not null,
    reason smallint not null,
    state_at bigint not null,
    failing_since bigint,
    created_at bigint not null,
    created_by text not null,
    deleted_at bigint
);

create table outbox (
    bucket smallint not null,
    item bytea not null,
    type smallint not null,
    subject bytea not null,
    at bigint not null,
    recorded_at bigint not null,
    plan text,
    kind text,
    direction text,
    line text,
    routed_at bigint,
    data bytea not null,
    primary key (bucket, item)
);

create index outbox_unrouted on outbox (bucket, item) where routed_at is null;
create index outbox_by_subject on outbox (bucket, subject);

create table deliveries (
    bucket smallint not null,
    item bytea not null,
    webhook integer not null,
    state smallint not null,
    tries integer not null,
    attempts integer not null,
    due_at bigint,
    created_at bigint not null,
    attempted_at bigint,
    status integer,
    primary key (bucket, item, webhook)
) /*clustered*/;

create index deliveries_due on deliveries (webhook, due_at) where due_at is not null;
create index deliveries_by_time on deliveries (webhook, created_at);

create table attempts (
    bucket smallint not null,
    item bytea not null,
    webhook integer not null,
    attempt integer not null,
    at bigint not null,
    milliseconds integer not null,
    outcome smallint not null,
    status integer,
    answer bytea,
    primary key (bucket, item, webhook, attempt)
) /*clustered*/;

create table rings (
    bucket smallint not null,
    subject bytea not null,
    webhook integer not null,
    line text not null,
    at bigint not null,
    primary key (bucket, subject, webhook, line)
) /*clustered*/;
