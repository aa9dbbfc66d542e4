package terraform

// Tight are options with limits small enough that an input made to meet them costs
// next to nothing.
func Tight() Options {
	return Options{limits: &limits{elements: 2000, text: 1 << 16, steps: 4000, rootSteps: 20_000, instances: 50, nodes: 500, modules: 50}}
}
