resource "terraform_data" "text" {
  input = {
    chomp            = chomp("line\r\n\n")
    endswith         = [endswith("network", "work"), endswith("network", "net")]
    startswith       = [startswith("network", "net"), startswith("", "")]
    strcontains      = strcontains("network", "two")
    format           = format("%s/%d (%5.2f%%) %q %v %v %-5s| %05d %x %X %o %b %e %t", "a", 3, 12.345, "q\"", [1, "x"], { k = true }, "ab", 42, 255, 255, 8, 5, 12345.678, true)
    format_indexed   = format("%[2]s-%[1]s-%[2]s", "a", "b")
    format_null      = format("%v", null)
    format_padded    = format("%10s|%-10s|%.2s", "é", "è", "çàü")
    formatlist       = formatlist("%s-%s-%d", ["a", "b"], "x", [1, 2])
    formatlist_empty = formatlist("%s", [])
    indent           = indent(2, "a\nb\n\nc")
    join             = join("-", ["a", "b"], [], ["c"])
    join_set         = join(",", toset(["b", "a"]))
    join_numbers     = join(",", [1, 2.5, true])
    lower            = lower("ÀÉ")
    upper            = upper("straße")
    title            = title("hello wORLD and-more")
    regex            = regex("[a-z]+", "12ab")
    regex_groups     = regex("(\\d+)-(\\w+)", "12-ab")
    regex_named      = regex("(?P<year>\\d{4})-(?P<month>\\d\\d)?", "2024-")
    regexall         = regexall("[a-z]", "1a2b")
    regexall_groups  = regexall("(\\d)([a-z])", "1a2b")
    regexall_none    = regexall("x", "abc")
    replace          = replace("1 + 2 + 3", "+", "-")
    replace_pattern  = replace("hello world", "/w(.*)d/", "$1")
    replace_braces   = replace("ab", "/(?P<first>a)/", "$${first}x")
    replace_slash    = replace("a/b", "/", "-")
    split            = split(",", "a,b,,c")
    split_empty      = split(",", "")
    split_each       = split("", "abc")
    strrev           = strrev("añb")
    substr           = [substr("hello", 1, 3), substr("hello", -3, -1), substr("hello", 2, -1), substr("añb", 1, 1), substr("hello", 10, 2)]
    trim             = trim("?!hello?!", "!?")
    trimprefix       = trimprefix("helloworld", "hello")
    trimsuffix       = trimsuffix("helloworld", "world")
    trimspace        = trimspace("\t hi\r\n ")
    length           = [length("añb"), length("👨‍👩‍👧"), length("")]
    escapes          = "tab\t quote\" slash\\ dollar$${x} percent%%{y} bell \u00e9 \U0001F600 $x %y $$ %%"
    compared         = ["a" == "a", "a" == 1, "1" == 1, "a" != null, true == "true"]
    normalised       = "e\u0301" == "é"
  }
}
