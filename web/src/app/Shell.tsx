import { ActionIcon, AppShell, Burger, Group, Menu, NavLink, ScrollArea, Text, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconActivity, IconBuilding, IconFilter, IconLanguage, IconLogout, IconMoon, IconPhoneCall, IconPlugConnected, IconScale, IconSend, IconSun, IconTableImport, IconUsers, IconUsersGroup } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSignOut } from '@/features/access/session';
import { keepLanguage, type Language, languages, speak } from '@/lib/i18n';
import classes from './Shell.module.css';

const places = [
  { to: '/tasks', word: 'nav.tasks', Icon: IconPhoneCall, for: 'all' },
  { to: '/leads', word: 'nav.leads', Icon: IconUsers, for: 'all' },
  { to: '/accounts', word: 'nav.accounts', Icon: IconBuilding, for: 'all' },
  { to: '/funnel', word: 'nav.funnel', Icon: IconFilter, for: 'all' },
  { to: '/plans', word: 'nav.plans', Icon: IconScale },
  { to: '/sources', word: 'nav.sources', Icon: IconPlugConnected },
  { to: '/import', word: 'nav.import', Icon: IconTableImport },
  { to: '/deliveries', word: 'nav.deliveries', Icon: IconSend },
  { to: '/team', word: 'nav.team', Icon: IconUsersGroup, for: 'all' },
  { to: '/system', word: 'nav.system', Icon: IconActivity },
] as const satisfies { to: string; word: string; Icon: typeof IconUsers; for?: 'all' }[];

export function Shell() {
  const { t } = useTranslation();
  const [open, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(close, [path, close]);
  // Sales sees what is theirs to work with; the rest would only be refused to them.
  const ownOnly = useMay('leads.own');
  const shown = ownOnly ? places.filter((place) => 'for' in place) : places;
  return (
    <AppShell layout="alt" header={{ height: { base: 52, sm: 0 } }} navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !open } }} padding={{ base: 'md', sm: 'xl' }}>
      <a className={classes.skip} href="#main">
        {t('nav.skip')}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.bar}>
        <Group h="100%" px="md" gap="sm">
          <Burger opened={open} onClick={toggle} size="sm" aria-label={t('nav.menu')} aria-expanded={open} />
          <Brand />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.bar} aria-label={t('nav.main')}>
        <AppShell.Section>
          <Group justify="space-between" px="xs" py="sm">
            <Brand />
            <Burger opened={open} onClick={toggle} size="sm" hiddenFrom="sm" aria-label={t('nav.menu')} aria-expanded={open} />
          </Group>
        </AppShell.Section>
        <AppShell.Section grow component={ScrollArea}>
          {shown.map(({ to, word, Icon }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              label={t(word)}
              leftSection={<Icon size={19} stroke={1.7} />}
              active={path.startsWith(to)}
              aria-current={path.startsWith(to) ? 'page' : undefined}
              className={classes.place}
            />
          ))}
        </AppShell.Section>
        <AppShell.Section>
          <Preferences />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Brand() {
  return (
    <Group gap={9}>
      <img src="/favicon.svg" width={26} height={26} alt="" />
      <Text fw={700} size="lg" lh={1}>
        Kelvin
      </Text>
    </Group>
  );
}

export function Preferences() {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <Group gap={4} px={4} pt="xs">
      <LanguageMenu />
      <SchemeSwitch />
      <Tooltip label={t('nav.signOut')}>
        <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => signOut.mutate()} aria-label={t('nav.signOut')}>
          <IconLogout size={19} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

export function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const choose = (language: Language) => {
    keepLanguage(language);
    void speak(language);
  };
  return (
    <Menu position="top-start" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('nav.language')} title={t('nav.language')}>
          <IconLanguage size={19} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.entries(languages) as [Language, string][]).map(([language, name]) => (
          <Menu.Item key={language} lang={language} onClick={() => choose(language)} fw={language === i18n.language ? 700 : 400}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function SchemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme() === 'dark';
  const label = dark ? t('nav.light') : t('nav.dark');
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => setColorScheme(dark ? 'light' : 'dark')} aria-label={label}>
        {dark ? <IconSun size={19} stroke={1.7} /> : <IconMoon size={19} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}
