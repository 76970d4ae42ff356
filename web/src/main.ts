import { mount } from 'svelte'
import 'uplot/dist/uPlot.min.css'
import App from './App.svelte'
import './style/fonts.css'
import './style/base.css'

const target = document.getElementById('page')
if (target) mount(App, { target })
