import { useQuery } from "@tanstack/react-query";
import { navigation } from "#/api/calls";
import { zoneOfDocument } from "#/theme";
import { areasFor } from "./areas";

export const navigationQuery = { queryKey: ["navigation"], queryFn: navigation, staleTime: 5 * 60_000 };

/** What the signed-in person may ask for. */
export function useNavigation() {
  const query = useQuery(navigationQuery);
  const actions = query.data?.actions ?? [];
  const may = (action: string) => actions.some((name) => name.replaceAll(/[-_]/g, "").toLowerCase() === action.toLowerCase());
  return { query, areas: areasFor(zoneOfDocument(), actions), may };
}
