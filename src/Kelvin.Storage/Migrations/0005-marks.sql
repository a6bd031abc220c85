-- Events that somebody marked as made by a machine, many at a time: which, why, and how far that has come.

create table marks (
    mark integer not null primary key,
    source integer not null,
    from_at bigint not null,
    until_at bigint not null,
    reason text,
    created_at bigint not null,
    created_by text not null,
    undone_at bigint,
    undone_by text,
    position bytea,
    events bigint not null
);

create table event_marks (
    bucket smallint not null,
    stream bytea not null,
    message bytea not null,
    at bigint not null,
    machine smallint not null,
    reason bytea,
    by_whom text not null,
    primary key (bucket, stream, message, at)
) /*clustered*/;

insert into counters (bucket, name, value) select 0, 'stage:' || stage, count(*) from leads where stage is not null and events > 0 group by stage;
