package terraform

import (
	"errors"
	"fmt"
	"math/big"
	"net"
	"strconv"
	"strings"

	"github.com/apparentlymart/go-cidr/cidr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// network reads a CIDR block; as Terraform does, leading zeros are decimal.
func network(text string) (*net.IPNet, error) {
	address, bits, ok := strings.Cut(text, "/")
	if ok && strings.Contains(address, ".") && !strings.Contains(address, ":") {
		octets := strings.Split(address, ".")
		for i, octet := range octets {
			if number, err := strconv.Atoi(octet); err == nil {
				octets[i] = strconv.Itoa(number)
			}
		}
		text = strings.Join(octets, ".") + "/" + bits
	}
	_, parsed, err := net.ParseCIDR(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no CIDR block", text)
	}
	return parsed, nil
}

var (
	blockParameter  = function.Parameter{Name: "prefix", Type: cty.String}
	numberParameter = function.Parameter{Name: "number", Type: cty.Number}
)

func textFunc(params []function.Parameter, impl func(*net.IPNet, []cty.Value) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: params, Type: function.StaticReturnType(cty.String),
		Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
			base, err := network(a[0].AsString())
			if err != nil {
				return cty.NilVal, err
			}
			text, err := impl(base, a[1:])
			return cty.StringVal(text), err
		},
	})
}

func smallInt(v cty.Value) (int, error) {
	number, accuracy := v.AsBigFloat().Int64()
	if accuracy != 0 || number > 1<<30 || number < -1<<30 {
		return 0, errors.New("a whole number is needed")
	}
	return int(number), nil
}

func wholeNumber(v cty.Value) (*big.Int, error) {
	number, accuracy := v.AsBigFloat().Int(nil)
	if number == nil || accuracy != big.Exact {
		return nil, errors.New("a whole number is needed")
	}
	return number, nil
}

var cidrSubnetFunc = textFunc([]function.Parameter{blockParameter, numberParameter, numberParameter}, func(base *net.IPNet, a []cty.Value) (string, error) {
	bits, err := smallInt(a[0])
	if err != nil {
		return "", err
	}
	number, err := wholeNumber(a[1])
	if err != nil {
		return "", err
	}
	made, err := cidr.SubnetBig(base, bits, number)
	if err != nil {
		return "", err
	}
	return made.String(), nil
})

var cidrHostFunc = textFunc([]function.Parameter{blockParameter, numberParameter}, func(base *net.IPNet, a []cty.Value) (string, error) {
	number, err := wholeNumber(a[0])
	if err != nil {
		return "", err
	}
	host, err := cidr.HostBig(base, number)
	if err != nil {
		return "", err
	}
	return host.String(), nil
})

var cidrNetmaskFunc = textFunc([]function.Parameter{blockParameter}, func(base *net.IPNet, _ []cty.Value) (string, error) {
	if base.IP.To4() == nil {
		return "", errors.New("IPv6 has no netmask")
	}
	return net.IP(base.Mask).String(), nil
})

var cidrSubnetsFunc = function.New(&function.Spec{
	Params: []function.Parameter{blockParameter}, VarParam: &function.Parameter{Name: "newbits", Type: cty.Number},
	Type: function.StaticReturnType(cty.List(cty.String)),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		base, err := network(a[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		if len(a) == 1 {
			return cty.ListValEmpty(cty.String), nil
		}
		start, _ := base.Mask.Size()
		var current *net.IPNet
		var made []cty.Value
		for i, v := range a[1:] {
			bits, err := smallInt(v)
			if err != nil || bits < 1 {
				return cty.NilVal, errors.New("at least one bit is needed")
			}
			if i == 0 {
				if current, err = cidr.Subnet(base, bits, 0); err != nil {
					return cty.NilVal, err
				}
			} else {
				next, over := cidr.NextSubnet(current, start+bits)
				if over || !base.Contains(next.IP) {
					return cty.NilVal, errors.New("the block has no room for another subnet")
				}
				current = next
			}
			made = append(made, cty.StringVal(current.String()))
		}
		return cty.ListVal(made), nil
	},
})

var cidrContainsFunc = function.New(&function.Spec{
	Params: []function.Parameter{blockParameter, {Name: "address", Type: cty.String}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(a []cty.Value, _ cty.Type) (cty.Value, error) {
		base, err := network(a[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		if inner, err := network(a[1].AsString()); err == nil {
			outer, _ := base.Mask.Size()
			size, _ := inner.Mask.Size()
			return cty.BoolVal(base.Contains(inner.IP) && size >= outer), nil
		}
		address := net.ParseIP(a[1].AsString())
		if address == nil {
			return cty.NilVal, errors.New("no address")
		}
		return cty.BoolVal(base.Contains(address)), nil
	},
})
