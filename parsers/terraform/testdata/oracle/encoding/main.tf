locals {
  policy = {
    Version = "2012-10-17"
    Statement = [
      { Sid = "A", Effect = "Allow", Principal = "*", Action = ["s3:Get*"], Resource = ["arn:aws:s3:::b/*"], Condition = null },
      { Effect = "Deny", Principal = { AWS = ["*"] }, NotAction = "s3:*", Resource = "*" },
    ]
  }
}

resource "terraform_data" "encoding" {
  input = {
    base64decode     = base64decode("SGVsbG8gV29ybGTDqQ==")
    base64encode     = base64encode("Hello Worldé")
    base64gzip       = base64gzip("hello")
    base64sha256     = base64sha256("hello world")
    base64sha512     = base64sha512("hello world")
    md5              = md5("hello world")
    sha1             = sha1("hello world")
    sha256           = sha256("hello world")
    sha512           = sha512("")
    uuidv5           = [uuidv5("dns", "www.terraform.io"), uuidv5("url", "https://x"), uuidv5("oid", "1.3.6.1.4"), uuidv5("x500", "CN=Example,C=GB"), uuidv5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "x")]
    urlencode        = urlencode("Hello World!/é?&=~*")
    textencode       = [textencodebase64("Hello World", "UTF-16LE"), textencodebase64("é", "ISO-8859-1"), textencodebase64("hé", "UTF-8")]
    textdecode       = [textdecodebase64("SABlAGwAbABvACAAVwBvAHIAbABkAA==", "UTF-16LE"), textdecodebase64("6Q==", "iso-8859-1"), textdecodebase64("/v8AaADp", "utf-16"), textdecodebase64("AGgA6Q==", "utf-16be"), textdecodebase64("aOk=", "latin1"), textdecodebase64("aMOp", "utf-8")]
    csvdecode        = csvdecode("a,b,c\n1,2,3\n4,\"5,\"\"x\",6\n")
    jsonencode       = jsonencode(local.policy)
    jsonencode_plain = [jsonencode("x"), jsonencode(null), jsonencode(1.50), jsonencode([]), jsonencode({}), jsonencode(true), jsonencode("<&>\u2028é\"\\\n"), jsonencode(toset(["b", "a"])), jsonencode(12345678901234567890), jsonencode(1e21)]
    jsondecode       = jsondecode("{\"a\":[1,2.50,\"x\",null,true],\"b\":{\"c\":{}},\"n\":1e2}")
    jsondecode_plain = [jsondecode("\"x\""), jsondecode("3"), jsondecode("null"), jsondecode("[]")]
    json_round       = jsondecode(jsonencode(local.policy)).Statement[0].Action[0]
    yamldecode       = yamldecode("a: 1\nb: [x, 'y', 1.5, true, ~, no, 0x10, 2001-01-01]\nc:\n  d: |\n    text\n    more\ne: &anchor {f: g}\nh: *anchor\n")
    yamldecode_plain = [yamldecode("hello"), yamldecode("- 1\n- two"), yamldecode("{}")]
    yamlencode       = yamlencode({ a = [1, "x", true, null], b = { c = "y: z", d = "multi\nline\n" }, e = [], f = {}, g = "true", h = "1", i = "" })
    yamlencode_plain = [yamlencode("x"), yamlencode(["a", { b = 1 }]), yamlencode(1.5)]
  }
}
