package terraform

// evaluateUnused evaluates what Terraform evaluates too though no resource hangs on
// it, for the faults in it: variables, local values, outputs, provider blocks and
// ephemeral resources, here and in the modules that are certainly called. What was
// used has its value already. It notes the outputs of installed modules.
func (in *instance) evaluateUnused(outputs exposed) {
	if in.run.ctx.Err() != nil {
		return
	}
	for _, name := range sortedKeys(in.module.variables) {
		in.variable(name)
	}
	for _, name := range sortedKeys(in.module.locals) {
		in.local(name)
	}
	for _, name := range sortedKeys(in.module.outputs) {
		in.output(name)
	}
	if in.call != nil && in.call == in.installed {
		in.expose(outputs)
	}
	for _, config := range in.module.providers {
		in.providerPart(config).object(nil)
	}
	for _, d := range in.module.ephemerals {
		for _, one := range in.expand(d.key, d.body).certain() {
			in.part(d, one).object(nil)
		}
	}
	for _, name := range sortedKeys(in.module.calls) {
		called := in.child(name)
		if called.missing != nil {
			continue
		}
		for _, one := range called.expansion.certain() {
			in.made["module."+name+one.suffix].evaluateUnused(outputs)
		}
	}
}

// certain are the instances that exist however the deployment turns out.
func (e *expansion) certain() []member {
	if e.symbolic != nil {
		return nil
	}
	var certain []member
	for _, one := range e.members {
		if one.doubt == nil {
			certain = append(certain, one)
		}
	}
	return certain
}
