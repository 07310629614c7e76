{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
<h1>My orders</h1>
</header>
{{#none}}
<section class="empty">
<h2>No orders yet</h2>
<p>Tickets that you reserve are listed here, with the time until which we hold them.</p>
<p><a class="btn btn-primary" href="{{base}}/">See what is on sale</a></p>
</section>
{{/none}}
<ul class="order-list">
{{#orders}}
<li class="order-row">
<div class="order-what">
<h2 class="order-title"><a href="{{base}}/orders/{{id}}">{{title}}</a></h2>
{{#more}}
<p class="order-more">and {{count}} more</p>
{{/more}}
</div>
<p class="order-status">{{#is_created}}<span class="tag tag-hot">Held for you</span>{{/is_created}}{{#is_awaiting}}<span class="tag tag-hot">Payment under way</span>{{/is_awaiting}}{{#is_complete}}<span class="tag tag-on">Confirmed</span>{{/is_complete}}{{#is_returned}}<span class="tag tag-off">Refunded</span>{{/is_returned}}{{#is_cancelled}}<span class="tag tag-off">Cancelled</span>{{/is_cancelled}}</p>
<p class="order-when">{{#is_created}}Held until <time datetime="{{expiresAt}}">{{expiresAt_text}}</time>{{/is_created}}{{#is_awaiting}}Ordered <time datetime="{{createdAt}}">{{createdAt_text}}</time>{{/is_awaiting}}{{#is_complete}}Ordered <time datetime="{{createdAt}}">{{createdAt_text}}</time>{{/is_complete}}{{#is_returned}}Ordered <time datetime="{{createdAt}}">{{createdAt_text}}</time>{{/is_returned}}{{#is_cancelled}}Ordered <time datetime="{{createdAt}}">{{createdAt_text}}</time>{{/is_cancelled}}</p>
<p class="order-sum"><span class="price">{{total_text}}</span> <span class="order-count">Tickets: {{tickets}}</span></p>
</li>
{{/orders}}
</ul>
<nav class="pager" aria-label="Pages">
{{#older}}
<a class="btn btn-outline" href="{{url}}" rel="next">Older orders</a>
{{/older}}
</nav>
