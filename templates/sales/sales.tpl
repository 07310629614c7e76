{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
<h1>Sales</h1>
<p class="lead"><a href="{{base}}/products/{{id}}">{{title}}</a></p>
</header>
<dl class="figures">
<div><dt>Sold</dt><dd>{{sold}}</dd></div>
<div><dt>Held</dt><dd>{{held_now}}</dd></div>
<div><dt>On sale</dt><dd>{{available}}</dd></div>
</dl>
{{#none}}
<section class="empty">
<h2>No sales yet</h2>
<p>Orders that hold or have paid for these tickets are listed here.</p>
</section>
{{/none}}
<ul class="order-list">
{{#sales}}
<li class="order-row">
<div class="order-what">
<h2 class="order-title"><a href="{{base}}/orders/{{order_id}}/sale">Tickets: {{quantity}}</a></h2>
<p class="order-more">Reference <code>{{reference}}</code></p>
</div>
<p class="order-status">{{#is_created}}<span class="tag tag-hot">Held</span>{{/is_created}}{{#is_awaiting}}<span class="tag tag-hot">Payment under way</span>{{/is_awaiting}}{{#is_complete}}<span class="tag tag-on">Sold</span>{{/is_complete}}{{#is_returned}}<span class="tag tag-off">Refunded</span>{{/is_returned}}</p>
<p class="order-when">Ordered <time datetime="{{createdAt}}">{{createdAt_text}}</time></p>
<p class="order-sum"><span class="price">{{total_text}}</span>{{#has_refunded}} <span class="order-count">Refunded: {{refunded}}</span>{{/has_refunded}}</p>
</li>
{{/sales}}
</ul>
<nav class="pager" aria-label="Pages">
{{#older}}
<a class="btn btn-outline" href="{{url}}" rel="next">Older sales</a>
{{/older}}
</nav>
<p class="back"><a href="{{base}}/products/{{id}}">Back to the tickets</a></p>
