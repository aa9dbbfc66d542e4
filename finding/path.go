package finding

// PathRow is one row of `repolint paths`: a host in one subnet and a destination
// it needs. Every field is always written; "" and 0 mean that there is nothing
// to say.
type PathRow struct {
	// Root is the root module's folder, or the root template's path.
	Root string `json:"root"`
	// Address is the host's (for a hypothetical host the subnet's) in the words
	// of its dialect; Construct its construct path in a CDK app.
	Address   string `json:"address"`
	Construct string `json:"construct"`
	// File and Line say where the host is declared, SourceFile and SourceLine
	// where in the CDK app.
	File       string `json:"file"`
	Line       int    `json:"line"`
	SourceFile string `json:"source_file"`
	SourceLine int    `json:"source_line"`
	// Subnet is the subnet's address.
	Subnet       string `json:"subnet"`
	OS           string `json:"os"`
	InternetPath string `json:"internet_path"`
	Destination  string `json:"destination"`
	Required     bool   `json:"required"`
	// Verdict is passes, blocked or undetermined; Hop the first blocked hop and
	// Rule the rule that reports it.
	Verdict string `json:"verdict"`
	Hop     string `json:"hop"`
	Rule    string `json:"rule"`
	// When says in which worlds the verdict holds, and in which environments where
	// it differs between them, "" in all; Reason why it does, and Settle what
	// would decide an undetermined one.
	When   string `json:"when"`
	Reason string `json:"reason"`
	Settle string `json:"settle"`
	// InEnvironments is true where When begins with environments.
	InEnvironments bool `json:"-"`
}
