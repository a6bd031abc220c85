import { Box, useComputedColorScheme } from '@mantine/core';
import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { heatOf, heatStep } from '@/components/Label';
import { date, dateTime, number } from '@/lib/format';
import type { ScorePoint } from './scores';

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);

interface Props {
  points: ScorePoint[] | undefined;
  begin: number;
  now: number;
  end: number;
  at: string | undefined;
  choose: (at: string | undefined) => void;
  /** The plan's grades and levels, the best first. */
  scale: { grades: string[]; levels: string[] };
}

/** The score over time, from the first event to now, and on from there as it goes if nothing happens. */
export default function HistoryChart({ points, begin, now, end, at, choose, scale }: Props) {
  const { t, i18n } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(null);
  const choosing = useRef(choose);
  choosing.current = choose;
  const scheme = useComputedColorScheme();

  useEffect(() => {
    const made = init(frame.current, null, { renderer: 'svg' });
    chart.current = made;
    made.getZr().on('click', (event) => {
      const [instant] = made.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY]) as [number, number];
      choosing.current(new Date(Math.round(instant)).toISOString());
    });
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(frame.current!);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const faint = color('--mantine-color-dimmed');
    const known = points ?? [];
    const line = (name: string, value: (point: ScorePoint) => number | null, style: object, ahead: boolean) => ({
      name,
      type: 'line' as const,
      step: 'end' as const,
      showSymbol: false,
      silent: true,
      data: ahead ? after(known, value, now, end) : before(known, value, now),
      ...style,
    });
    const score = color('--mantine-color-text');
    const styles = {
      score: { lineStyle: { width: 2.4, color: score }, itemStyle: { color: score }, areaStyle: { color: score, opacity: 0.05 } },
      fit: { lineStyle: { width: 1.5, color: color('--kelvin-fit') }, itemStyle: { color: color('--kelvin-fit') } },
      engagement: { lineStyle: { width: 1.5, color: color('--kelvin-engagement') }, itemStyle: { color: color('--kelvin-engagement') } },
    };
    const dashed = <T extends { lineStyle: object }>(style: T) => ({ ...style, lineStyle: { ...style.lineStyle, type: 'dashed' }, areaStyle: undefined });
    chart.current!.setOption(
      {
        animation: false,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 34, right: 8, top: 20, bottom: 24 },
        xAxis: { type: 'time', min: begin, max: end, axisLabel: { color: faint, hideOverlap: true, formatter: (value: number) => date(value) }, axisLine: { lineStyle: { color: faint } }, splitNumber: 5 },
        yAxis: { type: 'value', axisLabel: { color: faint }, splitLine: { lineStyle: { color: faint, opacity: 0.18 } }, minInterval: 1 },
        // Rich text is drawn, not written as HTML: no markup is made from values, and no style is needed.
        tooltip: { trigger: 'axis', renderMode: 'richText', formatter: (shown: unknown) => tooltip(shown as Shown[]), backgroundColor: color('--mantine-color-body'), textStyle: { color: score }, borderColor: faint },
        series: [
          line(t('lead.fit'), (point) => point.fit, styles.fit, false),
          line(t('lead.engagement'), (point) => point.engagement, styles.engagement, false),
          {
            ...line(t('lead.score'), (point) => point.score, styles.score, false),
            markLine: {
              symbol: 'none',
              silent: true,
              label: { show: false },
              data: [
                { xAxis: now, lineStyle: { color: faint, type: 'dotted' } },
                { xAxis: at ? new Date(at).getTime() : now, lineStyle: { color: color('--mantine-primary-color-filled'), type: 'solid', width: 2 } },
              ],
            },
          },
          line(t('lead.fit'), (point) => point.fit, dashed(styles.fit), true),
          line(t('lead.engagement'), (point) => point.engagement, dashed(styles.engagement), true),
          line(t('lead.score'), (point) => point.score, dashed(styles.score), true),
          {
            name: t('lead.label'),
            type: 'line' as const,
            silent: true,
            lineStyle: { opacity: 0 },
            symbol: 'circle',
            symbolSize: 9,
            label: { show: true, position: 'top' as const, distance: 4, fontSize: 11, fontWeight: 600, color: score, textBorderColor: color('--mantine-color-body'), textBorderWidth: 3, formatter: ({ data }: { data: unknown }) => (data as Crossed).mark },
            data: crossed(known).map((point, place, all) => ({
              value: [new Date(point.at).getTime(), point.score],
              mark: isApart(point, all[place - 1], (end - begin) / 24) ? (point.label ?? '') : '',
              itemStyle: { color: color(`--kelvin-heat-${heatStep(heatOf(point.grade, point.level, scale.grades, scale.levels))}`), borderColor: score, borderWidth: 1.2 },
            })),
          },
        ],
      },
      true,
    );
  }, [points, begin, now, end, at, t, i18n.language, scheme, scale]);

  return <Box ref={frame} h={190} role="img" aria-label={t('score.overTime')} />;
}

/** Where the label or the verdict became another one. */
function crossed(points: ScorePoint[]): ScorePoint[] {
  return points.filter((point, place) => point.score !== null && (point.label !== points[place - 1]?.label || point.verdict !== points[place - 1]?.verdict));
}

/** Labels that would lie on each other are left out; the marks stay. */
function isApart(point: ScorePoint, before: ScorePoint | undefined, distance: number): boolean {
  return !before || new Date(point.at).getTime() - new Date(before.at).getTime() > distance;
}

interface Crossed {
  mark: string;
}

interface Shown {
  axisValue: number;
  seriesName: string;
  value: [number, number | null];
}

function tooltip(shown: Shown[]): string {
  const named = new Map(shown.filter(({ value }) => value[1] !== null).map(({ seriesName, value }) => [seriesName, value[1]!]));
  return [dateTime(shown[0]!.axisValue), ...[...named].map(([name, value]) => `${name}: ${number(value)}`)].join('\n');
}

type Place = [number, number | null];

function before(points: ScorePoint[], value: (point: ScorePoint) => number | null, now: number): Place[] {
  const known = points.filter((point) => new Date(point.at).getTime() <= now);
  const last = known.at(-1);
  return [...known.map((point): Place => [new Date(point.at).getTime(), value(point)]), ...(last ? [[now, value(last)] as Place] : [])];
}

function after(points: ScorePoint[], value: (point: ScorePoint) => number | null, now: number, end: number): Place[] {
  const last = points.filter((point) => new Date(point.at).getTime() <= now).at(-1);
  const ahead = points.filter((point) => new Date(point.at).getTime() > now);
  const final = ahead.at(-1) ?? last;
  return [...(last ? [[now, value(last)] as Place] : []), ...ahead.map((point): Place => [new Date(point.at).getTime(), value(point)]), ...(final ? [[end, value(final)] as Place] : [])];
}
