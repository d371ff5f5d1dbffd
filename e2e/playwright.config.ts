import { defineConfig, devices } from "@playwright/test";

// The real binary is started by scripts/test.sh; OBLAST_URL says where.
export default defineConfig({
  testDir: "tests",
  workers: 1,
  retries: 0,
  timeout: 90_000,
  // A machine of two cores draws maps without a graphics card.
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: process.env.OBLAST_URL ?? "http://127.0.0.1:8080",
    locale: "uk-UA",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "desktop", use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } } },
    { name: "phone", use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
});
