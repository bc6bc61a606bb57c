// What was read, kept for this page alone and dropped whole when somebody signs out.
import { MutationCache, QueryClient } from "@tanstack/react-query";
import { isProblem } from "./problem";

export const queryClient = new QueryClient({
  mutationCache: new MutationCache(),
  defaultOptions: {
    // Lost connections are repeated where requests are sent; a refusal stays one however often it is asked.
    queries: {
      retry: false,
      staleTime: 15_000,
      gcTime: 5 * 60_000,
      networkMode: "always",
      refetchOnWindowFocus: (query) => !isProblem(query.state.error),
      throwOnError: false,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
