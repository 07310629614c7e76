{{%AUTOESCAPE context="HTML"}}
<div class="alert alert-danger error-summary" role="alert" tabindex="-1" autofocus>
<p class="error-title">{{error_title}}</p>
<ul>
{{#errors}}
<li><a href="#f-{{field}}">{{message}}</a></li>
{{/errors}}
</ul>
{{#still_held}}
<p data-while-held>Nothing was charged, and your tickets are still held. You can try again.</p>
{{/still_held}}
</div>
