{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
{{#is_created}}
<h1>Pay for your tickets</h1>
<p class="lead" data-while-held>They are held for you until <time datetime="{{expiresAt}}">{{expiresAt_text}}</time>. Pay before that and they are yours.</p>
{{/is_created}}
{{#is_awaiting}}
<h1>Your payment is under way</h1>
<p class="lead">There is nothing more to do here: your order shows what becomes of it.</p>
{{/is_awaiting}}
{{#is_complete}}
<h1>This order is paid</h1>
<p class="lead">Nothing more is due. Your tickets are on the page of the order.</p>
{{/is_complete}}
{{#is_returned}}
<h1>This order was refunded</h1>
<p class="lead">Nothing more is due: its tickets went back on sale, and your money went back to you.</p>
{{/is_returned}}
{{#is_cancelled}}
<h1>This order can no longer be paid</h1>
<p class="lead">Its time ran out or it was cancelled, and the tickets went back on sale. If some are left you can take them again.</p>
{{/is_cancelled}}
</header>
{{>error_summary}}
{{#is_created}}
<section class="alert alert-warning" id="hold-over" tabindex="-1" hidden>
<h2>Your tickets are back on sale</h2>
<p>Nothing was charged so far. If some are still there you can take them again.</p>
<p><a class="btn btn-primary" href="{{base}}/orders/{{orderId}}">Try again</a></p>
</section>
{{/is_created}}
<div class="pay-columns" id="f-">
{{#is_created}}
{{#by_test_card}}
<form class="panel" id="pay" action="{{base}}/payments" method="post" data-once data-pay data-while-held>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<input type="hidden" name="orderId" value="{{orderId}}">
<p class="alert alert-info">Test mode: no real money. Choose a card by what it does.</p>
<fieldset id="f-token" aria-describedby="e-token">
<legend>Pay with a test card</legend>
<p class="field-error" id="e-token">{{#token_error}}{{message}} {{/token_error}}</p>
<ul class="choices">
<li><label class="choice"><input type="radio" name="token" value="tok_visa" checked> <span>Card that is accepted</span></label></li>
<li><label class="choice"><input type="radio" name="token" value="tok_chargeDeclined"> <span>Card that is declined</span></label></li>
<li><label class="choice"><input type="radio" name="token" value="tok_chargeDeclinedInsufficientFunds"> <span>Card with too little money</span></label></li>
<li><label class="choice"><input type="radio" name="token" value="tok_threeDSecureRequired"> <span>Card that asks for confirmation <small>The bank asks you first, on a page of its own.</small></span></label></li>
<li><label class="choice"><input type="radio" name="token" value="tok_late"> <span>Card that answers late <small>It is accepted after three seconds.</small></span></label></li>
<li><label class="choice"><input type="radio" name="token" value="tok_chargedNoAnswer"> <span>Card that is charged, but the answer is lost <small>We ask again until we know.</small></span></label></li>
<li><label class="choice"><input type="radio" name="token" value="tok_noAnswer"> <span>Card that never answers <small>It is not charged, and we find that out.</small></span></label></li>
</ul>
</fieldset>
</form>
{{/by_test_card}}
{{#by_card}}
<form class="panel" id="card" action="{{base}}/payments" method="post" data-once data-pay="paying" data-while-held data-card="{{publishable_key}}" hidden>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="idempotency_key" value="{{idempotency_key}}">
<input type="hidden" name="orderId" value="{{orderId}}">
<input type="hidden" name="token" value="">
<h2 id="l-token">Pay by card</h2>
<div class="field" id="f-token">
<div class="form-control card-field" role="group" aria-labelledby="l-token" data-card-field></div>
<p class="field-error" role="alert" data-card-error></p>
</div>
<p class="form-text">Your card number goes to our payment provider and never reaches us.</p>
<p><button class="btn btn-quiet" type="submit" form="pay">Pay on the provider's page instead</button></p>
</form>
{{/by_card}}
{{#by_nobody}}
<section class="panel" aria-labelledby="nobody">
<h2 id="nobody">This shop takes no payments now</h2>
<p>Nothing is charged. Your tickets stay held until the time below; if payments are possible again by then, you can pay here.</p>
</section>
{{/by_nobody}}
{{#by_provider}}
<form class="panel" id="pay" action="{{base}}/payments/hosted-checkout" method="post" data-once data-pay data-while-held>
<input type="hidden" name="csrf" value="{{csrf}}">
<input type="hidden" name="orderId" value="{{orderId}}">
<h2>Next: your card</h2>
<p>You pay on the page of our payment provider and come back here afterwards. Your card number never reaches us.</p>
<ul class="promises">
<li>Your tickets stay held until the time below.</li>
<li>You are charged {{total_text}} and nothing else.</li>
<li>If we can't give you the tickets, you get all of it back.</li>
</ul>
</form>
{{/by_provider}}
{{/is_created}}
<section class="panel summary" aria-labelledby="summary">
<h2 id="summary">Order summary</h2>
<ul class="lines">
{{#items}}
<li><span class="line-what"><a href="{{base}}/products/{{product_id}}">{{title}}</a> <span class="per">{{quantity}} × {{price_text}}</span></span> <span class="num">{{subtotal_text}}</span></li>
{{/items}}
<li class="line-total"><span class="line-what">Total</span> <span class="num">{{total_text}}</span></li>
</ul>
<dl class="facts">
<dt>Reference</dt><dd><code>{{reference}}</code></dd>
</dl>
</section>
</div>
<p class="back"><a href="{{base}}/orders/{{orderId}}">Back to the order</a></p>
{{#is_created}}
<section class="hold-bar" aria-label="Time left and payment" data-expires-at="{{expiresAt}}" data-now="{{now}}" data-while-held>
<p class="hold-time"><span class="hold-label">Held until</span> <time class="hold-clock" datetime="{{expiresAt}}" data-clock>{{expiresAt_text}}</time></p>
{{#by_test_card}}
<button class="btn btn-primary" type="submit" form="pay">Pay {{total_text}}</button>
{{/by_test_card}}
{{#by_card}}
<button class="btn btn-primary" type="submit" form="card" hidden>Pay {{total_text}}</button>
{{/by_card}}
{{#by_provider}}
<button class="btn btn-primary" type="submit" form="pay">Continue to payment</button>
{{/by_provider}}
</section>
<p class="visually-hidden" role="status" data-hold-status></p>
{{/is_created}}
<script type="module" src="{{base}}/static/order.js?v={{asset:u}}"></script>
{{#is_created}}
{{#by_card}}
<script src="{{stripe_js}}" defer></script>
<script type="module" src="{{base}}/static/card.js?v={{asset:u}}"></script>
{{/by_card}}
{{/is_created}}
