{{%AUTOESCAPE context="HTML"}}
<h1>{{count}} messages</h1>
<p class="lead">So much has happened within an hour that we tell you of it at once.</p>
<table class="lines">
{{#lines}}
<tr><th scope="row">{{title}}</th><td class="sum">{{#has_order}}<a href="{{base}}/orders/{{order_id}}"><code>{{reference}}</code></a>{{/has_order}}</td></tr>
{{/lines}}
{{#has_more}}
<tr><th scope="row">and {{more}} more</th><td></td></tr>
{{/has_more}}
</table>
<p class="go"><a href="{{base}}/orders">Open my orders</a></p>
