import js from "@eslint/js";

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default [
  js.configs.recommended,
  {
    rules: {
      "eqeqeq": "error",
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["geo/maps/js/*.mjs"],
    languageOptions: { globals: readonly("L", "ResizeObserver", "document", "window") },
    rules: {
      // Text enters the page as text nodes only.
      "no-restricted-properties": ["error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({ property }))],
    },
  },
  { files: ["tests/js/*.mjs"], languageOptions: { globals: readonly("URL") } },
];
