import { createPinia } from 'pinia';
import { createApp } from 'vue';
import 'element-plus/theme-chalk/base.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/parts.css';
import './theme/element.css';
import App from './App.vue';
import { listenForKeys } from './keys/useKeys';
import { router } from './router';

listenForKeys(document);
createApp(App).use(createPinia()).use(router).mount('#app');
