-- Which names of events, properties and traits come in: counted, with sketches of how many values there are.

create table catalogue (
    kind smallint not null,
    name text not null,
    path text not null,
    count bigint not null,
    first_seen bigint not null,
    last_seen bigint not null,
    types smallint not null,
    registers bytea not null,
    examples text not null,
    primary key (kind, name, path)
) /*clustered*/;
