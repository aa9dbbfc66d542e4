resource "terraform_data" "files" {
  input = {
    file         = file("${path.module}/policy.json")
    relative     = file("./policy.json")
    decoded      = jsondecode(file("policy.json")).Statement[0].Effect
    exists       = [fileexists("policy.json"), fileexists("none.json")]
    set          = fileset(path.module, "templates/*.tftpl")
    set_deep     = fileset(path.module, "**/*.tftpl")
    set_braces   = fileset("${path.module}/templates", "{a,b}.tftpl")
    filebase64   = filebase64("policy.json")
    md5          = filemd5("policy.json")
    sha1         = filesha1("policy.json")
    sha256       = filesha256("policy.json")
    sha512       = filesha512("policy.json")
    base64sha256 = filebase64sha256("policy.json")
    base64sha512 = filebase64sha512("policy.json")
    template     = templatefile("${path.module}/templates/a.tftpl", { name = "n", zones = ["a", "b"], on = true })
    loop         = templatefile("templates/b.tftpl", { rules = { http = 80, https = 443 } })
    json         = jsondecode(templatefile("templates/c.tftpl", { actions = ["s3:Get*", "s3:List*"], arn = "arn:aws:s3:::x" }))
    number       = templatefile("templates/d.tftpl", { n = 5 })
    basename     = [basename("a/b/c.txt"), basename("/"), basename("")]
    dirname      = [dirname("a/b/c.txt"), dirname("c"), dirname("/a")]
    path         = [path.module, path.root]
    each         = { for f in fileset("templates", "*") : trimsuffix(f, ".tftpl") => length(file("templates/${f}")) > 0 }
  }
}
