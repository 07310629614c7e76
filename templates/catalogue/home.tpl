{{%AUTOESCAPE context="HTML"}}
<header class="page-head">
<h1>Tickets on sale</h1>
{{#searched}}
<p class="found">Results for <strong>{{q}}</strong>. <a href="{{base}}/">Show everything</a></p>
{{/searched}}
<p class="lead">Straight from the people who put the event on. Choose, and we hold your tickets while you pay.</p>
</header>
{{#none}}
<section class="empty">
<h2>Nothing on sale yet</h2>
<p>New tickets appear here the moment an organiser puts them up.</p>
<p><a class="btn btn-primary" href="{{base}}/products/new">Sell the first ticket</a></p>
</section>
{{/none}}
{{#none_found}}
<section class="empty">
<h2>No tickets found</h2>
<p>Try fewer or other words: the search looks at the words of the title.</p>
<p><a class="btn btn-primary" href="{{base}}/">Show everything on sale</a></p>
</section>
{{/none_found}}
{{#none_yet}}
<section class="empty">
<h2>No tickets found so far</h2>
<p>Many tickets have these words, but none that we looked at has all of them. Go on, or try a rarer word.</p>
</section>
{{/none_yet}}
<ul class="cards">
{{#products}}
<li class="card-slot">
<article class="ticket-card" data-look="{{id}}">
<div class="poster" aria-hidden="true"></div>
<div class="ticket-card-body">
<h2 class="ticket-card-title"><a href="{{base}}/products/{{id}}">{{title}}</a></h2>
<p class="ticket-card-foot">
<span class="price">{{price_text}}</span>
<span class="avail">{{#sold_out}}<span class="tag tag-off">Sold out</span>{{/sold_out}}{{#last_one}}<span class="tag tag-hot">Last one</span>{{/last_one}}{{#few}}<span class="tag tag-hot">{{available}} left</span>{{/few}}{{#on_sale}}<span class="tag tag-on">{{available}} left</span>{{/on_sale}}</span>
</p>
{{#mine}}
<p class="ticket-card-mine">You are selling this</p>
{{/mine}}
</div>
</article>
</li>
{{/products}}
</ul>
<nav class="pager" aria-label="Pages">
{{#older}}
<a class="btn btn-outline" href="{{url}}" rel="next">Older tickets</a>
{{/older}}
{{#further}}
<a class="btn btn-outline" href="{{url}}" rel="next">Search older tickets</a>
{{/further}}
</nav>
