import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Component, type ReactNode } from "react";
import { queryClient } from "#/api/query";
import { Gate } from "#/auth/Gate";
import { themeOf, zoneOfDocument } from "#/theme";
import { Broken } from "./Broken";
import type { makeRouter } from "./routes";

/** The last net: whatever a page throws, somebody sees what to do. */
class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null };
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />;
  }
}

export function App({ router, nonce = "" }: { router: ReturnType<typeof makeRouter>; nonce?: string }) {
  const zone = zoneOfDocument();
  document.documentElement.dataset["zone"] = zone;
  return (
    <MantineProvider theme={themeOf(zone)} getStyleNonce={() => nonce} deduplicateCssVariables={false} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Boundary>
          <Gate>
            <RouterProvider router={router} />
          </Gate>
        </Boundary>
      </QueryClientProvider>
    </MantineProvider>
  );
}
