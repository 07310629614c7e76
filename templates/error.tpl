{{%AUTOESCAPE context="HTML"}}
<section class="oops">
<p class="oops-status">Error {{status}}</p>
<h1>{{heading}}</h1>
<p class="lead">{{message}}</p>
{{#retry}}
<p>This usually passes within a minute, and nothing was lost or charged twice.</p>
{{/retry}}
<p class="actions">
{{#retry}}
<a class="btn btn-primary" href="">Try again</a>
{{/retry}}
<a class="btn btn-outline" href="{{base}}/">See what is on sale</a>
<a class="btn btn-quiet" href="{{base}}/orders">My orders</a>
</p>
<p class="oops-id">If you ask us about this, name <code>{{request_id}}</code></p>
</section>
