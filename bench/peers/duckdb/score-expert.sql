-- By an expert: narrow tables by kind of event, days as bits, one exponential for both half-lives, windows before grouping,
-- silence from what happened lately instead of from what happened last.
create or replace temp table scores_expert as
with
seen as (
  select lead, count(*) filter (where kind = 1 and happened > getvariable('instant_ms') - 90::bigint * 86400000) as pricing, count(*) filter (where kind = 1 and happened > getvariable('instant_ms') - 7::bigint * 86400000) as pricing_this_week,
    count(*) filter (where kind = 4 and happened > getvariable('instant_ms') - 90::bigint * 86400000) as careers, sum(half * half) as pages, sum(half) filter (where kind = 2) as products, max(happened) as last_page
  from (select happened, lead, kind,
          exp((happened - getvariable('instant_ms')) * (ln(2) / (60::bigint * 86400000.0))) as half
        from expert.pages join (select number, case when path like '/pricing%' then 1 when path like '/product%' then 2 when path like '/careers%' then 4 else 0 end as kind from expert.paths) k on k.number = pages.path where happened <= getvariable('instant_ms')) p
  group by lead
),
customers as (
  select lead, sum(least(2, n)) as customers
  from (select lead, ((happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000 + 3) // 7 as week, count(*) as n from expert.pages where path in (select number from expert.paths where path like '/customers%') and happened > getvariable('instant_ms') - 60::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead, week) w
  group by lead
),
opened as (
  select lead, bit_count(bit_or(1::hugeint << ((getvariable('instant_ms') + 3600000) // 86400000 - (happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000)::integer)) as opened
  from expert.opens where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') and not machine group by lead
),
clicked as (
  select lead, sum(least(3, n)) as clicked
  from (select lead, ((happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000 + 3) // 7 as week, count(*) as n from expert.clicks where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') and not machine group by lead, week) w
  group by lead
),
asked as (
  select lead, sum(least(2, n)) as asked
  from (select lead, date_trunc('month', make_timestamp((happened + case when happened < 1761440400000 then 7200000 else 3600000 end) * 1000)) as month, count(*) as n from expert.forms
        where form in ('demo', 'quote', 'trial') and happened > getvariable('instant_ms') - 180::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead, month) m
  group by lead
),
formed as (
  select lead, count(*) filter (where form not in ('demo', 'quote', 'trial')) as other_forms, max(happened) as last_form
  from expert.forms where happened > getvariable('instant_ms') - 180::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
attended as (
  select lead, count(distinct webinar) as webinars, max(happened) as last_webinar
  from expert.webinars where happened > getvariable('instant_ms') - 180::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
watched as (
  select lead, sum(points) as videos, max(last) as last_video
  from (select lead, asset, max(case when percent >= 75 then 10 when percent >= 25 then 3 else 0 end) as points, max(happened) as last from expert.videos
        where happened <= getvariable('instant_ms') group by lead, asset) v
  group by lead
),
read as (
  select lead, sum(1 - (getvariable('instant_ms') - happened)::double / (90::bigint * 86400000)) as guides
  from expert.guides where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
signed as (
  select lead, count(*) as signed_in, bit_count(bit_or(case when happened > getvariable('instant_ms') - 30::bigint * 86400000 then 1::bigint << ((getvariable('instant_ms') + 3600000) // 86400000 - (happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000)::integer else 0 end)) as signed_in_days
  from expert.sign_ins where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
gone as (
  select lead, count(*) as unsubscribed, max(happened) as last_unsubscribe from expert.unsubscribes where happened <= getvariable('instant_ms') group by lead
),
summed as (
  select lead,
    least(60, greatest(-100,
      case position when 'director' then 10 when 'ceo' then 12 when 'owner' then 12 when 'manager' then 6 when 'head of sales' then 8
        when 'engineer' then 3 when 'analyst' then 3 when 'student' then -10 when 'intern' then -10 else 0 end
      + case industry when 'software' then 5 when 'manufacturing' then 8 when 'logistics' then 8 when 'retail' then 4 when 'banking' then 6
        when 'insurance' then 6 when 'energy' then 3 when 'public sector' then -3 else 0 end
      + case when country is null then 0 else case country when 'PL' then 6 when 'DE' then 6 when 'SE' then 5 when 'GB' then 4 when 'NL' then 4 when 'CZ' then 3 else -2 end end
      + case region when 'mazowieckie' then 5 when 'małopolskie' then 4 when 'śląskie' then 3 when 'wielkopolskie' then 3 when 'dolnośląskie' then 2 else 0 end
      + case city when 'Warszawa' then 6 when 'Kraków' then 4 when 'Katowice' then 2 else 0 end
      + case when company_size is null then -1 when company_size >= 5000 then 6 when company_size >= 250 then 10 when company_size >= 50 then 5
        when company_size >= 10 then 0 when company_size >= 1 then -5 else 0 end
      + case when annual_revenue >= 100000000 then 8 when annual_revenue >= 10000000 then 5 when annual_revenue >= 1000000 then 2 when annual_revenue >= 0 then -3 else 0 end
      + case when age >= 60 then 1 when age >= 35 then 3 when age >= 25 then 1 else 0 end
      + case when consent is null then 0 when consent then 3 else -5 end
      + case source when 'form' then 3 when 'webinar' then 5 when 'fair' then 4 when 'partner' then 6 when 'referral' then 6 when 'import' then -2 else 0 end
      + case when email like '%@rival.example' then -100 else 0 end
      + case when email like '%@gmail.com' or email like '%@outlook.com' or email like '%@yahoo.com' or email like '%@wp.pl' then -5 else 0 end
      + case when employees >= 1000 then 5 when employees >= 100 then 3 when employees >= 1 then -2 else 0 end
    )) as fit,
    least(20, 4 * coalesce(pricing, 0))
      + least(30, coalesce(pages, 0))
      + least(20, 2 * coalesce(products, 0))
      + least(12, 2 * coalesce(customers, 0))
      + greatest(-15, -5 * coalesce(careers, 0))
      + case when pricing_this_week >= 3 then 15 else 0 end
      + least(25, 5 * coalesce(opened, 0)::integer)
      + least(30, 6 * coalesce(clicked, 0))
      + least(40, 20 * coalesce(asked, 0))
      + least(15, 5 * coalesce(other_forms, 0))
      + least(36, 12 * coalesce(webinars, 0))
      + least(30, coalesce(videos, 0))
      + least(24, 8 * coalesce(guides, 0))
      + least(10, 2 * coalesce(signed_in_days, 0)::integer)
      + case when signed_in >= 20 then 6 when signed_in >= 5 then 3 else 0 end
      + case when unsubscribed > 0 then -30 else 0 end
      + case when first_seen <= getvariable('instant_ms') - 30::bigint * 86400000 and (last_page is null or last_page <= getvariable('instant_ms') - 30::bigint * 86400000) then -10 else 0 end
      + case when first_seen <= getvariable('instant_ms') - 90::bigint * 86400000 and coalesce(last_page, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 and opened is null and clicked is null and coalesce(last_form, 0) <= getvariable('instant_ms') - 90::bigint * 86400000
        and coalesce(last_webinar, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 and coalesce(last_video, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 and guides is null and signed_in is null and coalesce(last_unsubscribe, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 then -20 else 0 end as engagement
  from expert.leads
  left join accounts using (account)
  left join seen using (lead)
  left join customers using (lead)
  left join opened using (lead)
  left join clicked using (lead)
  left join asked using (lead)
  left join formed using (lead)
  left join attended using (lead)
  left join watched using (lead)
  left join read using (lead)
  left join signed using (lead)
  left join gone using (lead)
),
rounded as (
  select lead, fit, (sign(e) * floor(abs(e) + 0.5 + 1e-9))::bigint as engagement
  from (select lead, fit, least(100, greatest(-60, engagement)) as e from summed) s
),
graded as (
  select lead, fit, engagement, fit + engagement as score,
    case when fit >= 35 then 'A' when fit >= 20 then 'B' when fit >= 5 then 'C' else 'D' end as grade,
    case when engagement >= 60 then '1' when engagement >= 30 then '2' when engagement >= 10 then '3' else '4' end as level
  from rounded
)
select lead, fit, engagement, score, grade, level, grade || level as label,
  case when grade || level in ('A1', 'A2', 'B1') then 'ready' when grade || level in ('D3', 'D4') then 'discard' else 'nurture' end as verdict
from graded;
