import { mount } from 'svelte'
import App from './App.svelte'
import './style/fonts.css'
import './style/base.css'
import { locale } from './text/language.svelte'

const target = document.getElementById('page')
if (target) void locale.restore().then(() => mount(App, { target }))
