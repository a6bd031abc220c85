-- Older events of a stream, many in one sealed block; and packs, the cache of what plans see of them.

create table blocks (
    bucket smallint not null,
    stream bytea not null,
    block integer not null,
    events integer not null,
    messages bytea not null,
    accepted bytea not null,
    machine bytea not null,
    detail bytea not null,
    primary key (bucket, stream, block)
);

create table packs (
    bucket smallint not null,
    stream bytea not null,
    block integer not null,
    layout integer not null,
    events integer not null,
    pack bytea not null,
    primary key (bucket, stream, block)
) /*clustered*/;

create table shape_layouts (
    layout integer not null primary key,
    document bytea not null
);

create table shapes (
    layout integer not null,
    kind integer not null,
    number integer not null,
    document bytea not null,
    primary key (layout, kind, number)
) /*clustered*/;
