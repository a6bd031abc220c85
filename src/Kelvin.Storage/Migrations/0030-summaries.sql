-- What lists show of a lead, so that they need not open its history.

create table summaries (
    bucket smallint not null,
    lead bytea not null,
    detail bytea not null,
    primary key (bucket, lead)
) /*clustered*/;
