{{%AUTOESCAPE context="HTML"}}
<section class="oops">
<p class="oops-status">Error {{status}}</p>
<h1>{{heading}}</h1>
<p class="lead">{{message}}</p>
{{#not_found}}
<form class="oops-search" role="search" aria-label="Tickets" action="{{base}}/" method="get">
<label class="form-label" for="oops-q">What are you looking for?</label>
<div class="reveal">
<input class="form-control" id="oops-q" type="search" name="q" placeholder="A word of its title" maxlength="200" autocomplete="off">
<button class="btn btn-primary" type="submit">Search tickets</button>
</div>
</form>
{{/not_found}}
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
