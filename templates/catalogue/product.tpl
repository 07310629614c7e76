{{%AUTOESCAPE context="HTML"}}
{{>error_summary}}
<article class="ticket ticket-product" data-product="{{id}}" data-url="{{base}}/api/products/{{id}}" data-available="{{available}}" data-quantity="{{quantity}}">
<div class="ticket-main">
<div class="poster" data-look="{{id}}" aria-hidden="true"></div>
<div class="ticket-main-body">
<h1>{{title}}</h1>
{{#mine}}
<p class="owner-line">You are selling this. <a href="{{base}}/products/{{id}}/sales">Sales</a> · <a href="{{base}}/products/{{id}}/edit">Edit</a></p>
{{/mine}}
<ul class="promises">
<li>We hold your tickets for {{hold_minutes}} minutes: nobody else can take them meanwhile.</li>
<li>Nothing is charged until you pay.</li>
<li>The price you see is the price you pay.</li>
</ul>
</div>
</div>
<div class="ticket-stub" id="f-">
<div class="stub-body">
<h2 class="visually-hidden">Buy tickets</h2>
<p class="stub-price"><span class="price">{{price_text}}</span> <span class="per">per ticket</span></p>
<p class="avail" data-avail>{{#sold_out}}<span class="tag tag-off">Sold out</span>{{/sold_out}}{{#last_one}}<span class="tag tag-hot">Last one</span>{{/last_one}}{{#few}}<span class="tag tag-hot">{{available}} left</span>{{/few}}{{#on_sale}}<span class="tag tag-on">{{available}} left</span>{{/on_sale}}</p>
{{#my_order}}
<div class="alert alert-info">
<p>You are holding tickets for this.</p>
<p><a class="alert-link" href="{{base}}/orders/{{order_id}}">Go to your order</a></p>
</div>
{{/my_order}}
{{#buy_signed_out}}
<p class="hint">New here? <a href="{{base}}/auth/signup?next=/products/{{id:u}}">Sign up</a>, it takes an email address and a password.</p>
{{/buy_signed_out}}
{{#not_for_money}}
<p class="stub-note">This shop takes no payments yet, so only free tickets can be ordered.</p>
{{/not_for_money}}
{{#sold_out}}
<p class="stub-note">Tickets that others hold come back on sale when their time runs out, so it can be worth looking again in a few minutes.</p>
{{/sold_out}}
<p class="stub-note" data-gone hidden>The last tickets have just been taken. Tickets that others hold come back when their time runs out: this page keeps looking.</p>
<p class="stub-note" data-back hidden>Tickets are available again. <a href="{{base}}/products/{{id}}">Show them</a></p>
<p class="visually-hidden" role="status" data-say></p>
</div>
{{#buy}}
<form class="buy" action="{{base}}/orders" method="post" data-once data-buy>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<input type="hidden" name="productId" value="{{id}}">
<input type="hidden" name="seenRevision" value="{{revision}}">
<input type="hidden" name="seenPrice" value="{{price}} {{currency}}">
<input type="hidden" name="seenTitle" value="{{title}}">
{{#choice}}
<div class="field" id="f-productId">
<label class="form-label" for="f-quantity">How many?</label>
<select class="form-control select" id="f-quantity" name="quantity" data-price="{{price}}" aria-describedby="e-quantity">
{{#quantities}}
<option value="{{n}}"{{#is_chosen}} selected{{/is_chosen}}>{{n}}</option>
{{/quantities}}
</select>
<p class="field-error" id="e-quantity">{{#quantity_error}}{{message}} {{/quantity_error}}</p>
</div>
<p class="total" data-total hidden><span>Total</span> <output class="price" for="f-quantity">{{price_text}}</output></p>
{{/choice}}
<button class="btn btn-primary btn-wide" type="submit">Reserve {{#free}}free {{/free}}ticket{{#plural}}s{{/plural}}</button>
</form>
{{/buy}}
{{#buy_signed_out}}
<p class="buy" data-buy><a class="btn btn-primary btn-wide" href="{{base}}/auth/signin?next=/products/{{id:u}}">Sign in to buy</a></p>
{{/buy_signed_out}}
</div>
</article>
<p class="back"><a href="{{base}}/">All tickets on sale</a></p>
<script type="module" src="{{base}}/static/product.js?v={{asset:u}}"></script>
