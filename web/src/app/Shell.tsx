// The frame around every page of somebody who is signed in.
import { ActionIcon, Button, Drawer, Skeleton, useMantineColorScheme } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { loadProofs, signOut } from "#/auth/Gate";
import { waiting, who } from "#/auth/state";
import { t, word } from "#/i18n";
import { zoneOfDocument } from "#/theme";
import { Icon } from "#/ui/Icon";
import { Logo } from "#/ui/Logo";
import { useNavigation } from "./navigation";
import { Palette } from "./Palette";
import { useStore } from "./store";
import { Toasts } from "./toasts";

const GROUPS = ["work", "oversight", "system"] as const;

export default function Shell() {
  const phi = zoneOfDocument() === "phi";
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const lost = useStore(waiting) > 0;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A new page is announced by its heading, as a new document would be.
  useEffect(() => {
    setMenu(false);
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    const timer = setTimeout(() => {
      if (!main.current?.contains(document.activeElement)) main.current?.focus();
    }, 50);
    return () => clearTimeout(timer);
  }, [path]);

  // A lock must work though the server is away by then.
  useEffect(() => void loadProofs(), []);

  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette(true);
      }
    };
    addEventListener("keydown", open);
    return () => removeEventListener("keydown", open);
  }, []);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <header className="top">
        <ActionIcon className="menu-button" variant="subtle" color="gray" size="lg" aria-label={t("app.menu")} onClick={() => setMenu(true)}>
          <Icon name="menu" />
        </ActionIcon>
        <Link to="/" className="home" aria-label={t("app.home")}>
          <Logo />
        </Link>
        <span className="zone">{phi ? t("app.zone_phi") : t("app.zone_research")}</span>
        <button type="button" className="palette-button" onClick={() => setPalette(true)}>
          <Icon name="search" size={16} />
          <span>{t("palette.open")}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <Scheme />
        <Person />
      </header>
      {phi ? (
        <section className="phi-banner" aria-label={t("app.zone_phi")}>
          <Icon name="eye" size={16} /> {t("app.phi_banner")}
        </section>
      ) : null}
      {lost ? (
        <p className="lost" role="status">
          <Icon name="alert" size={16} /> {t("state.lost")}
        </p>
      ) : null}
      <div className="side">
        <Navigation />
      </div>
      <Drawer.Root opened={menu} onClose={() => setMenu(false)} size={280}>
        <Drawer.Overlay />
        <Drawer.Content aria-label={t("app.menu")}>
          <Drawer.Header component="div">
            <Logo />
            <Drawer.CloseButton aria-label={t("action.close")} />
          </Drawer.Header>
          <Drawer.Body>
            <Navigation />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
      <main id="main" ref={main} tabIndex={-1} className="main">
        <Outlet />
      </main>
      <Palette opened={palette} onClose={() => setPalette(false)} />
      <Toasts />
    </div>
  );
}

function Navigation() {
  const { query, areas } = useNavigation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (query.isPending) {
    return (
      <div className="nav" role="status" aria-label={t("state.loading")}>
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} height={34} radius="md" mb={6} />
        ))}
      </div>
    );
  }
  return (
    <nav className="nav" aria-label={t("app.navigation")}>
      {query.error ? (
        <Button variant="default" onClick={() => void query.refetch()}>
          {t("action.again")}
        </Button>
      ) : null}
      {GROUPS.map((group) => {
        const own = areas.filter((area) => area.group === group);
        return own.length === 0 ? null : (
          <div key={group} className="nav-group">
            <p className="nav-title">{t(`nav.${group}`)}</p>
            {own.map((area) => (
              <Link
                key={area.id}
                to={area.path}
                className="nav-link"
                aria-current={path === area.path || path.startsWith(`${area.path}/`) ? "page" : undefined}
              >
                <Icon name={area.icon} />
                {t(`area.${area.id}`)}
              </Link>
            ))}
          </div>
        );
      })}
    </nav>
  );
}

function Scheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === "dark";
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={dark ? t("app.to_light") : t("app.to_dark")}
      onClick={() => setColorScheme(dark ? "light" : "dark")}
    >
      <Icon name={dark ? "sun" : "moon"} />
    </ActionIcon>
  );
}

function Person() {
  const person = useStore(who);
  if (!person) return null;
  return (
    <div className="person">
      <Link to="/account" className="person-link">
        <Icon name="person" />
        <span className="person-name">
          <span>{person.display_name}</span>
          <span className="person-roles">{person.grants.roles.map((role) => word("role", role)).join(", ")}</span>
        </span>
      </Link>
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => void signOut()} leftSection={<Icon name="out" size={16} />}>
        <span className="sign-out-word">{t("app.sign_out")}</span>
      </Button>
    </div>
  );
}
