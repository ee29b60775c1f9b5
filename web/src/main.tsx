import "@mantine/core/styles.css"
import { type CSSVariablesResolver, createTheme, MantineProvider } from "@mantine/core"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { LiveEvents } from "./live/live-events.ts"
import { makeRouter } from "./router.tsx"

const queries = new QueryClient({
  // Events say what to read again; nothing is asked for because a window was looked at.
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: 1 } },
})
const live = new LiveEvents(queries, () => {
  queries.clear()
  void router.navigate({ to: "/sign-in" })
})
const router = makeRouter({ queries, live })

const theme = createTheme({ respectReducedMotion: true, autoContrast: true })
/** Mantine's own grey for what matters less, and its blue of links, are too light to read on white. */
const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-anchor": "var(--mantine-color-blue-8)",
  },
  dark: { "--mantine-color-dimmed": "var(--mantine-color-dark-1)" },
})
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? ""

// What keeps a page from scrolling behind a dialog makes a style element of its own, and asks for the nonce here.
Object.assign(globalThis, { __webpack_nonce__: nonce })

const place = document.getElementById("root")
if (!place) throw new Error("index.html has no place for the pages")
createRoot(place).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      cssVariablesResolver={variables}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
