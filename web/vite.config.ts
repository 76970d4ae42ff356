import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const gateway = process.env.GRIDTOKENX_URL ?? 'http://127.0.0.1:4040'

export default defineConfig({
  plugins: [svelte()],
  base: './',
  build: {
    outDir: '../src/gridtokenx/gateway/page',
    emptyOutDir: true,
    // The gateway's Content-Security-Policy allows files of its own and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    rolldownOptions: { treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false } },
    license: { fileName: 'assets/licences.md' },
  },
  server: {
    proxy: {
      '/api/stream': { target: gateway, ws: true },
      '/api': gateway,
      '/health': gateway,
    },
  },
  test: { include: ['test/**/*.test.ts'] },
})
