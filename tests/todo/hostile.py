"""Hostile and unusual input."""

__all__ = ["CLEANED", "PLAIN", "REJECTED", "TOO_LONG"]

PLAIN = {
    "script": "<script>alert(1)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "single quotes": "' onfocus='alert(1)' autofocus='",
    "end of a textarea": "</textarea><h2>mine</h2>",
    "end of a title": "</title><h2>mine</h2>",
    "comment": "<!-- --!> <![CDATA[ ]]> <?php ?>",
    "entities": "&amp; &lt;b&gt; &#0; &#x110000; &nbsp;",
    "template": "{{ 7 * 7 }} {% include 'x' %} {# no #}",
    "format": "%s %(title)s {0} {title} ${HOME} `id`",
    "placeholder": '{title}". is done. {title}',
    "operator": '{"$ne": 1}',
    "code": "'; return true; var x='",
    "prototype": "__proto__ constructor $where _id",
    "pattern": "^(a+)+$ .* [^x] \\ (?i) | \\d{1,99999}",
    "url": "javascript:alert(1) //evil.example/?q=%00#x",
    "path": "../../etc/passwd %2e%2e%2f",
    "header": "Set-Cookie: x=y",
    "spreadsheet": "=HYPERLINK(1)",
    "number": "1e309 NaN -0 0x10 NULL None true",
    "emoji": "👩‍🚒👨‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪",
    "right to left": "שלום עולם مرحبا",
    "marks": "Z\u0335\u0321\u031b\u030da\u0327l\u0322g\u0489o",
    "wide": "牛乳を買う ﷽ 𒐫",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u00ad",
    "private": "\ue000\U000f0000",
    "noncharacters": "\ufdd0\ufffe\uffff\U0010ffff",
    "tags": "a\U000e0001\U000e0041b",
    "separate long words": "W" * 99 + " " + "i" * 99,
    "one long word": "x" * 200,
    "much emoji": "😀" * 200,
}
"""Input that is stored and shown unchanged, both as a title and as a text."""

CLEANED = {
    "override": ("\u202egnp.exe\u202c", "gnp.exe"),
    "isolate": ("a\u2066b\u2069c\u2067", "abc"),
    "lines": ("a\r\nb\nc\td\ve\ff", "a b c d e f"),
    "spaces": ("  a \u00a0\u2003\u3000 b ", "a b"),
    "separators": ("a\u2028b\u2029c", "a b c"),
    "in parts": ("Cafe\u0301 \u1112\u1161\u11ab", "Café 한"),
}
"""Input that is cleaned when used as a title, with the cleaned title."""

REJECTED = {
    "nul": "a\0b",
    "escape": "\x1b[31mred",
    "delete": "a\x7f",
    "next line": "a\x85b",
    "separators of fields": "\x1ca\x1f",
    "bell": "\a\a\a",
}
"""Input with a character that cannot be stored."""

TOO_LONG = {
    "letters": "x" * 10_001,
    "emoji": "😀" * 10_001,
    "lines": "a\n" * 5_001,
    "marks": "a" + "\u0335" * 10_000,
    "longer when normalized": "a" + "\u0344" * 5_001,
}
"""Input that is too long both for a title and for a text."""
