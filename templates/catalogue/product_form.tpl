{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<h1>{{heading}}</h1>
{{#has_errors}}
<div class="alert alert-danger error-summary" role="alert" tabindex="-1" autofocus>
<p class="error-title">Please check this</p>
<ul>
{{#errors}}
<li><a href="#f-{{field}}">{{message}}</a></li>
{{/errors}}
</ul>
</div>
{{/has_errors}}
<form class="panel" id="f-" action="{{base}}/products{{#editing}}/{{id}}{{/editing}}" method="post" novalidate data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
{{#creating}}
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
{{/creating}}
{{#editing}}
<input type="hidden" name="revision" value="{{revision}}">
{{/editing}}
<div class="field">
<label class="form-label" for="f-title">Title</label>
<p class="form-text" id="h-title">What it is, where and when: up to 200 characters.</p>
<input class="form-control" id="f-title" type="text" name="title" value="{{title}}" required maxlength="200" autocomplete="off" aria-describedby="h-title e-title"{{#title_error}} aria-invalid="true"{{/title_error}}>
<p class="field-error" id="e-title">{{#title_error}}{{message}} {{/title_error}}</p>
</div>
<div class="field-row">
<div class="field">
<label class="form-label" for="f-price">Price each, in {{currency}}</label>
<p class="form-text" id="h-price">0 makes it free.</p>
<input class="form-control" id="f-price" type="text" inputmode="decimal" name="price" value="{{price}}" required autocomplete="off" aria-describedby="h-price e-price"{{#price_error}} aria-invalid="true"{{/price_error}}>
<p class="field-error" id="e-price">{{#price_error}}{{message}} {{/price_error}}</p>
</div>
<div class="field">
<label class="form-label" for="f-quantity">Tickets for sale</label>
<p class="form-text" id="h-quantity">1 to 100000.</p>
<input class="form-control" id="f-quantity" type="text" inputmode="numeric" name="quantity" value="{{quantity}}" required autocomplete="off" aria-describedby="h-quantity e-quantity"{{#quantity_error}} aria-invalid="true"{{/quantity_error}}>
<p class="field-error" id="e-quantity">{{#quantity_error}}{{message}} {{/quantity_error}}</p>
</div>
</div>
<div class="actions">
<button class="btn btn-primary" type="submit">{{submit}}</button>
{{#editing}}
<a class="btn btn-quiet" href="{{base}}/products/{{id}}">Cancel</a>
{{/editing}}
{{#creating}}
<a class="btn btn-quiet" href="{{base}}/">Cancel</a>
{{/creating}}
</div>
</form>
</div>
