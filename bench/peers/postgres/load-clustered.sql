-- The same table, its rows lead by lead. It needs no index for what is asked here.
create schema clustered;
create table clustered.events as select * from public.events order by lead, happened;
vacuum analyze clustered.events;
