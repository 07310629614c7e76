{{%AUTOESCAPE context="HTML"}}
<div class="narrow">
<h1>Sign out?</h1>
{{>error_summary}}
<p class="lead">Your orders stay where they are. Held tickets stay held until their time is up.</p>
<form class="panel" id="f-" action="{{base}}/auth/signout" method="post" data-once>
<input type="hidden" name="csrf" value="{{csrf}}">
<div class="actions">
<button class="btn btn-primary" type="submit">Sign out</button>
<a class="btn btn-quiet" href="{{base}}/">Stay signed in</a>
</div>
</form>
</div>
