import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
    { ignores: ['dist/', 'node_modules/', 'src/api/schema.d.ts'] },
    js.configs.recommended,
    ...ts.configs.recommended,
    ...vue.configs['flat/recommended'],
    {
        languageOptions: { globals: { ...globals.browser } },
        rules: {
            eqeqeq: 'error',
            'no-console': 'error',
            '@typescript-eslint/consistent-type-imports': 'error',
            // A static style attribute falls under the content security policy.
            'vue/no-static-inline-styles': ['error', { allowBinding: true }],
            'vue/no-v-html': 'error',
            'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
            'vue/component-api-style': ['error', ['script-setup']],
            // Layout is the formatter's business.
            'vue/html-indent': 'off',
            'vue/max-attributes-per-line': 'off',
            'vue/singleline-html-element-content-newline': 'off',
            'vue/html-self-closing': 'off',
            'vue/html-closing-bracket-newline': 'off',
            'vue/first-attribute-linebreak': 'off',
            'vue/multi-word-component-names': 'off',
        },
    },
    { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
    { files: ['scripts/**', 'e2e/**', '*.config.*'], languageOptions: { globals: { ...globals.node } }, rules: { 'no-console': 'off' } },
    // Only api/ fetches, only map/ knows the map library.
    {
        files: ['src/**'],
        ignores: ['src/api/**', 'src/map/**'],
        rules: {
            'no-restricted-globals': ['error', 'fetch', 'XMLHttpRequest'],
            'no-restricted-imports': ['error', { paths: ['maplibre-gl'] }],
        },
    },
);
