{{%AUTOESCAPE context="HTML"}}
<h1>Your webhook is switched off</h1>
<p>For three days we could not deliver events to</p>
<p><code>{{detail}}</code></p>
<p>so we have switched it off. When it answers again, switch it on and replay what it has missed.</p>
<p class="go"><a href="{{base}}/webhooks">Open my webhooks</a></p>
