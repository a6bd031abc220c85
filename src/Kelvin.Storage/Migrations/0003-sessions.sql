-- Browsers that are signed in. A session is as good as the token that it began with, so it holds that token's hash.

create table sessions (
    hash bytea not null primary key,
    token_hash bytea not null,
    created_at bigint not null,
    seen_at bigint not null
) /*clustered*/;
