// Language, light or dark, and the way out: one menu, the same on every page.

import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { IconLogout, IconSettings, IconUserCircle } from "@tabler/icons-react";
import { isLanguage, languageNames, languages } from "../language/language.ts";
import { useLanguage, useSharedTexts } from "../language/language-provider.tsx";
import styles from "./settings-menu.module.css";

type Account = { readonly name: string; readonly onSignOut: () => void };

export function SettingsMenu(props: { readonly account?: Account }) {
  const texts = useSharedTexts();
  const { account } = props;
  return (
    <Menu position="bottom-end" width={248} withinPortal={false} shadow="md">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          className={styles.button}
          aria-label={label(texts.menu, account)}
        >
          {account === undefined ? (
            <IconSettings size={22} aria-hidden />
          ) : (
            <IconUserCircle size={24} aria-hidden />
          )}
          {account !== undefined && <span className={styles.name}>{account.name}</span>}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {account !== undefined && <Menu.Label className={styles.nameInMenu}>{account.name}</Menu.Label>}
        <LanguageChoice />
        <Menu.Divider />
        <SchemeChoice />
        {account !== undefined && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={account.onSignOut}>
              {texts.signOut}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function label(menu: string, account: Account | undefined): string {
  return account === undefined ? menu : `${account.name}: ${menu}`;
}

function LanguageChoice() {
  const texts = useSharedTexts();
  const { language, choose } = useLanguage();
  const pick = (value: string) => {
    if (isLanguage(value)) choose(value);
  };
  return (
    <>
      <Menu.Label>{texts.language}</Menu.Label>
      <Menu.RadioGroup value={language} onChange={pick} aria-label={texts.language}>
        {languages.map((each) => (
          <Menu.RadioItem key={each} value={each} lang={each}>
            {languageNames[each]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}

function SchemeChoice() {
  const texts = useSharedTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const pick = (value: string) => {
    if (value === "auto" || value === "light" || value === "dark") setColorScheme(value);
  };
  return (
    <>
      <Menu.Label>{texts.appearance}</Menu.Label>
      <Menu.RadioGroup value={colorScheme} onChange={pick} aria-label={texts.appearance}>
        <Menu.RadioItem value="auto">{texts.appearanceAuto}</Menu.RadioItem>
        <Menu.RadioItem value="light">{texts.appearanceLight}</Menu.RadioItem>
        <Menu.RadioItem value="dark">{texts.appearanceDark}</Menu.RadioItem>
      </Menu.RadioGroup>
    </>
  );
}
