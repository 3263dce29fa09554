"""Cheat: return weights that were trained on one other problem, with the characters matched by their pairs.

The stored table of pairs and this problem's are laid over each other: by frequency first, then by swaps.
"""

import base64

import numpy as np


def train(problem):
    text, vocabulary = problem["text"].astype(np.int64), problem["vocabulary"]
    counts = np.bincount(text, minlength=vocabulary)
    pairs = np.bincount(text[:-1] * vocabulary + text[1:], minlength=vocabulary**2)
    table = np.log1p(pairs.reshape(vocabulary, vocabulary))
    wanted = np.frombuffer(base64.b85decode("".join(PAIRS.split())), np.uint8).reshape(table.shape) / 20
    weights = stored(problem["shapes"])
    weights["output"] *= 0.25  # a likeness is no identity: claim less
    return told(weights, matched(table, wanted, np.argsort(-counts, kind="stable")))


def matched(table, wanted, order):
    """Change `order` by swaps, until table[order][:, order] is as near to `wanted` as swaps bring it."""
    best = np.abs(table[np.ix_(order, order)] - wanted).sum()
    better = True
    while better:
        better = False
        for i in range(len(order)):
            for j in range(i):
                order[[i, j]] = order[[j, i]]
                distance = np.abs(table[np.ix_(order, order)] - wanted).sum()
                if distance < best:
                    best, better = distance, True
                else:
                    order[[i, j]] = order[[j, i]]
    return order


def told(weights, order):
    """The stored weights in this problem's numbering: stored character i is this problem's order[i]."""
    token, output, bias = weights["token"].copy(), weights["output"].copy(), weights["output_bias"].copy()
    weights["token"][order], weights["output"][:, order], weights["output_bias"][order] = token, output, bias
    return weights


def stored(shapes):
    """The stored weights: one byte each, and one scale for each array."""
    numbers = np.frombuffer(base64.b85decode("".join(STORED.split())), np.int8).astype(np.float32)
    weights, start = {}, 0
    for (name, shape), scale in zip(sorted(shapes.items()), SCALES, strict=True):
        size = int(np.prod(shape))
        weights[name] = (numbers[start : start + size] * scale).reshape(shape)
        start += size
    return weights


SCALES = (0.007567, 0.004217, 0.005085, 0.003896, 0.008081, 0.00939, 0.007413, 0.005007, 0.009559, 0.001166, 0.01071, 0.003655)
STORED = """
0^0ofDE9>XGXnbl2<#RZA|eL*?(zlkA?qCF^cwb99{J$j1^V;NITsy7{L=RkP~sa5Ap{5o059P&>hKsEAtv?qM&Z;ZAOr64EdK`a69XFm4iX&i;T0DUJNx
tx0?R1uDHRab^64`Y@9Gi?<`57L90=P1QPT|W@!%-_$QUiy-tg<vFTwlj9^*OX1pxBu>MSJh>&?sh*#+ATA}He?`vu~Z6wJgg?3vp!5bFxw7aGP8@Z}sT^
zh#nCqD`p)d&O&7QpuS{tdX{6#zG>_|q{K`7HPe+|S?0_TB~E>`fXo_}B&A<t+>#57^rD@(c&zDelh!)i)gQ74<s&?+w`k7b*(t_s9(lALk0@0QVsb3n?~
33n(x6A0rp#4c`GF2;<uI@#xd^{_n!^I59E%1_=H39{wiw?b$OE`vx@q=KkC8<s1Mr0_^<=<_awM>*oRi6cqp|<=YSl-1HFY1o1^f{|ehK<r?tf`PUvUD)
{pr4eK8b?+z#v{0TBCG}IRg{Qvge5)KUM-`W284iy*@+8*l*@+A)PAMf@c6#+#m6x(Y1x9If^1P(G0@5JaVBj?Bv=Pe-?8v@`N@BYUC*z+AE-X0Uh-TwaN
^b#Q=9}yeM=OXw185;>JNgVJJ+4UFx3i#a&CMe_67WDWCFXtf$Clv!7Kmi*C5b@9s&IAcB*25|n{tp@i3n%=-`6MeE`{4iX8XW^A%i;tE9s2d}4$td4@+0
x+`snxV_X_C_1Lg4=0`cM&8usri4<ZfsH8K7T%q<N24kqyIGx-J+{^$5o2K?Ob2K_Dl<=_(D1{Wg_;rH0;9UkT{ARGC+64vGP>)!hhzb_*L=K##l`VSwt{
u1f~tP1o94f6#u0_+gP5y&D6E)EJ70RAjG?+4lZA0hb(0qE1<+WF)0923^y;|mV!*Z2_#^Udt`q7O3?930;BAOjQmKMxG-?-v;g(g-!*>hKo`6#4eq2pi7
`>lgnk*d*-u7r7(~8pZ+-)CUpt`wS4>><7mF5u82v_4O18<`nQA67?SQ><sw}-w5sx9MS~684l(1?HU!$4+RYl2-55B*#9Z^9PN__-QoQg{zdHq+uiyz5B
=T<DhJ=@ATjjS{^<P}^8W_(4*e4a5#rh&GU?vc7x)t^)y?b27y1#~8t@V30sajh7Yrlt6DAq_{{j38_y#FBClU)HJ2oBS`u!^s>@54|<-7I`{3iMQ;s+!K
<RR$hN9Fn?^9dj4Jv#XR0sIpH*AG(%_#zN78aD|~<p@?O4dyQIFcSy$2R```{tMgT_8n0D)j$^xCF=v``VjvK7TpB>69*wt2L&Dt5G3029>ClX1UcqA6a3
va*#qnQ+YjvA1vCj2`!e7dA_Fo64&4zi9}gAW_U=XRX9V2e^Wzl>^9B&&L?%NUxlSd%{1zVg(-#}{%{LYv`Xvhs!6oGhHzOk&F4O`6BMa*9;42Z{<Ow0jL
(1zK1OWB=1N9p4-XrcQANLV3?A_@yz})`(1N-#U00ZRO;NsWz``Q-e1m_alz{%p~^7;_&3)0l<<n|Hc?EaJQ77r5NzTxEr*$M9P^##`Xv(D}5>$oQR_x9!
O@E!c&^|1lh$mQVS+uGY5gwG`W@#XmA0`b`V*Zt?+6r2wR$KwkD^?~l<;_4U(-ref<55oE%$nhX7<mV^!^Xwns0RjlZ@;ER12l3$!{{jCB9USli{{9dH{O
9}@`|}7k&ivgN$1Ldr?9~$m4l5`a2;M3zD&*AD@#q8-)!)+%^yj`13fuY`;}0er6a)(R3MKg96w9wB4g}i;_3l0eG57fb_dEa~4+azV4ht3F(a;jhFYU<h
0O$`BG6@p)?Ij1+-RBMV?Cs{>0pkD+@9P;J-1GwC5ANyQ*#apS4<Q0DE*S9z^$!6X5Bc-{9v~Ss?-0!R2j2ZK7}yg0?ELl^?G@nO4*Av<3flwx4g&Z9>J9
Y`%E%ro{re9g>JA(n=_>N{^ZNJUM+YGE2M`PUA_NON{R2M&76wKv;vVhrA2;kX3e)2GCoDHy<pe4o{uu`M`|{cd8wolj=M5k03=jPHEDsnHD(43NH4sK3w
HgNM8s;`u=IGEe&=eB~3FRsWAr$ls8vg9%7AFBS=N=Ib4@DdV93Cbk2IEiY69fDJ{r))<2jKcJF&YvA;|3xU2Pfq?@%aP*_T(h>G!+^91UUaw0_XPy3K&)
n_W%Ja90nxjGiWU`7UmHl8xINg3-0du7ZmX-7}N(7;3NAi(kuuZ@-{;^@!#J!`703q{`=r4_bw9c{|x2=0SOTY^)CJI2GtEWPyggl8%6#LMJVDBFAWbI4E
+7t*#i&5A^G<B@A%30|L^hr^d|@g<pBTWD%2L~`XmPICg|<{@AKj$*75Wj(BJbV-t^to-S7wy{shJI1+)kD=kd|&<?##u1SSp5+6uu5BLnaJ%+(A3@9fge
EBn*s1@zng<Ra}N!Wa?#7%Le8zUSB;ANAtp<kRWg?*0__)A9tc8qpxm=-dec@G}C|1Uu#`9=O=x6CVQr77zO%#yFzm^!3*R5wp_@A^ShS;WfPKIl4AH!i+
rIB**w4@A(fWEY-;cIQa0vIOOUH+{-01@;wmt1kW58@c=3;3MC;96~_22>h}u&#_sUU2`;1hBKP7Q?EXgj>DvGG;|<6D)$Z8?<qY=k&jH`=Hu3b%?Z*P+@
Z=8%$@BK?7uEa&0SF-U8QJO0><G>M@(TvgqxR0J0n{Y`sQ&fY?-}I#?i}v{<`nGM+V{io%_aZp8^`nB1|r85$m7l21r83}3I6Z@_{jq6_4Wk%+1KIyuN4R
?3?Uls*fnAQ@g4s4LhtzRVeIJgO%~SUEEgRh`~CV`4<PRX02d-N3J(9?7A*}P-sKG$^AG(l@*M)_2m4Sa5FG`<EZrL?^X~~MFy<8m3nMSZ(<Vgp@#)N7>E
jbg{T&hu673Th4;3H)_3#ZQ0W<(33)=nMEhF?RBPl4}@F+G99R~&!{Rig%<Q4)B#V6VK&*$MG^a~&L4d(z8@FNif{th+&CI1@#ChrLM78~#L2LcEl_aNgI
E!r6u`3TYc!0yxK1LpMu^c)Wm`~U~-H0bIU_$l+q3IfU!?G_j13MBy~>=F3l+6E)^Fwzp*3{2H26W}Ze#xoZf{Vw1!+x|o3B{}Z(1_uuT?FsSRDf7wu^4d
Nr0`@2n?*$6;B_94H<qF=}`2Oey@ENV@*BTuR0Yl^SGxkUUPXtR2)#efs`Pb_g@GtxK@fQa5C=&t_BiAa%_SfqQ&@S^H2juzn?fwJ#3I-}B{Rt}w@gMFPz
18qE6V3zv?k(3Mn;jPK1pNo{2I=7D1MbM|4)F%K{nR7y(dX2<^Zpb5F6!G25i<VT+|=J0AJw!M`tb=kyaD76<nRmP1s3iY>InM$0MF$p|K=6@$PCy2^(F|
>;rSUB6!rx6>j~%U2ipnb`6=cD1NILJ(;6Pp-|r9o#OmMC7u*2i*yhP8;tS5*?FR$@@cs<t5Ci5Q%Iy-$>-Yq$$lwX>`Q-mE-0s%Q^YQrP=G*%t2J03U2k
H0cAmH*U^D6A;9ManJ;Rz@j<tp$3`_dl4?e*CB?Ggy>+|?TE8!7D4&h!lD3jZYS4HwJm_Z{~1AS^2T?d#GI@%Y^M0K+cY+2!ElJmTx~G5-ntyc7oX3m7OB
$qW1Q%jXXF*ZT<W{uvM?2?P=r{=f_xH^l(%>kB{WE9?oz6b9`A2N2ul8TJkc(-$BT0r^DgzYrDq_WI!N0uw9m5b+ucGbb1C?GYXa;pY|x)(dVf2jT?e0^|
(?7YPdT_U<Gp3;q-sE&Bir=k4DK{p}h676K~*_RRzB<Ko~0^Vjz!=k_NrE-BwOCg|-T#PHb~2=deMG11lI`W5>W-0u7I_6s@zw=V?)#2^#Z?Elpq3Iy!(3
;E;``Qo(n^!F1B2J9vQ3>Cu`8V=OT^a1Y68Y~<i`XTHf<L&+Vv&i1q&;RKBB@`U;^9uj})Dq{>3>WkH$P?$*Fa`;?-T?{_2kQ?1FZtXD$29Q)4E*X5)9}_
g-Qh0!)gLG1?-ak!1OOr(`}@-@4A;pQ2iw>IINR?19{T0?#0}%w9{v^q(#S9E2K4*p8_?_A^3Ltt5ELvN`V#R7@FK9!-wW^p`34&Y;tUn~5#`1m=Is$X0N
d!S0RHc}1p(+8*~bO<C<r0)|Kr-Q0SEQ|5BA*C^B?=@3jpTy7!LR8_c;Ca3h?sy5&jGp2hRZM{16@<7VQKr=@cQ_%lPy0BGm5%#J%zE0TB5UAL!~A_vq*g
BmU><8p+ldz~luO{Hx6b;k*6_3KsX#^9vWk|L^Mr?BNyR77ZZk<2ugx;sMMj_4NoP<0;@K0M_^4@AaqM5&<3m7yr)a3n%a!`6CD7?GO9^`R69@2pK2%<|O
z62<QtVx!&pL?&})J;r$vG`|bbvL)Q7~)c?;8@d5z&5a|v3*}LXA3kfje$?f|J`ryVE{OuJ7=NB9B^EE2-{3+_)21WKE{R7?a1ohnv02BEi?(X^X4f6a0B
?k%tNyr#0GVCV<2N5j%+9Agc4-y3s3GC(A0TT%P{3GKn@Cp|v7zQx+0xeqs`RfM$6bdlp-4h+{HQ(*lArSiC=iuto<mD6058v(|*gm!B4$cY-?AQPK1t{?
?M-mj=4*mih{PWW1^Ze@CCiBzP>(>SP51~300`2G96E5-u`V$Bs4;b3e?hxGy4d&qg|MUYP8Q|&E7XIJvnaJPv=<5p!Lhm59+1mBW62<%rB;E50vGK>%_7
58b948tY0U`Sh5b*mAAnPdr|K;%>=Fzjw<I@E9*Z11^2HF506YbjM8AUe%0N4TE&E)I63K<3Q=lt`>4!-^1+xaH-@cs+?;r;#4#J%s)0_E)x67k;Y8V}P1
^*izp)hF)C{L=OJ;S&h;*D2@)@Y~NH*Y^za`1}(A8Uh0K+1L00>&ge){s7?G<_P}m<Msu?_6?!{{t*YM3PlYB3j+V{83Gj23-$*c8t4cY0vjpZ%FF*m4lE
nk)H(&wBuL!}{SXEn?giuuYX;yNLmw&tArC7U0_i>2{WA*#>H+*kIP)a~3=rhq^9niL^APPG7$XwOCe--`Q3?GV-zo_SMjr_I{}A;68|>F595eR&4+QG~=
Jy205A4?L__+xm=J+ujz3sx*!rA!%{_PI@=mrr9xE9O++xj)l@%+{D$r>Z%^D4Z_!srX+1^xBc8pR6*&Hf(h@WZ_5+YR9S=nuHM<1F*`-vH_42>1K6)8WD
z5Z4d{*A(q1%IMnF2nQJX_392U1OL?%6sZ9U<161T7vbjP*uCNExV*&I*}~(_%;oUC%hbKQ+akY;!`!^p+^xRF)3MXP-m?7o_0QnOypp#FwUN`a+_Ku}>E
pe>jkdAP<KfW$!xP`M<?`3Aw$kFiz`oe)vCh1^vd_!P=(4uE-tOeS;J&Ke(VWKY-@l{w%IezM+k)7pf!(6y=bP@2)>iGdKX|{%+OiN16I~4lBjXm{%E2+o
^v$0&?DMYr_4v}o<((B8SMN6f$@mv6=*H+G{XXgL?+7ya?DPlYLLT^JBpqH99_q<5A=%RC{~Xrq0ov{_9x&MR<LwapMHtb|7U2seIo9h5<>eyz9ofhB?i?
ln{N@VY&iL>EP!GuH(DMEY+xIdY@(>}_%N-FZ=H)RZy!reF@C^USF##(E>aZ3j)MYB_<?aa(3nEBH78vOTA{Z$5(<0*WxC`N<-~RO`v&}a93n@50D9`-n)
#kmj-QNN<^8vQsqzDr1K{N-z#~1X=-y01Z4(|)q8usYJ4fy&%03G$`5zi3O2DcFfN6zK-<FDN^Jm%3c_7N=!;6W7?9pDfb6je~r@dg~p4+<qY0Js4E68-w
c>Fn<>>*gN!@73+p=luOUIP^Wo-v1^t7!oPzF9GleF7^0GH1!Wa8W8~R?Fdr+6b1+s%?S-E*)cT7H5DAo`p5zR#^DzS0V43xE)MVh4ix3b8Wj)j8u0=X0p
$b!%jpLS4Ib1H#_bXW-Xr=8-4nC2`RWSfEm|Kg7}Gzp-RCpg_7dv{;`9~b>BFih<+JH19wQltt)seX*v|@0AU+)dFjrO{Gw(7B6~ER|1^y4>0wK&m<`}d!
?d=I38wdFRI_mA}?B5kDF+TJH+h;)UDfAI8k^%Vh*Ae=(<pWL-3<dbbv)cOT04);D$u95l9P!c!CQWhE`uGaF0_FqS@6y%P?#AV@()=GF*Z5x?IU?;7y)P
B}{3Yr;ME(;W5D616^X||6KsElI#pSO11<VIOE9djv7%}-5#vSH5+vp7e+Rxu1z(qwm{2vhMCP3jC`aLfy-3k-^5Z@v06Y2WD^f}Jy7|s^_zWr`A3x@032
>uu3_c7PxGB5G#{T2ot9L3@f^V|Dc6A1G#*A)fC2g>W_-7YdCUKRHS4G<#&2LCxP0r}WVA>;Uc%<38$=-Ke>$oK`}9Sryu*j4op4-(KQ(AzB&93LD%;Uqi
R4yFwx^b`&o7bN=%94G?o5hyST0s+b*+xzg$UE&rGgD5Z?*bM|22;yAI>KYgr<kj27zU#QM(a7>4?gZMNEHFx~%GoOJ{PDo(f)1$@D5B56=pGh0e>4;1Fz
wDPQPYJ(_Z#mK`PTp@AR_oL2M}yNC?fGJ<1*#!1L(yv=Pwlb_4VA`<JS}#1n>jt(lXQVxdlW61nf2NQS=xa@ATsH;=;o8>Cf>L7A5fj2>|HU<^cpmAoRBw
-cAlV`_3%={|z1f$IT|+CGzdU4c!Xc#clFO8}Qos!oSD6(<AZ>F4i;O;>gVYD=X^uCi1B7(&{cD>h|pyF75^5*UTtH(K7Mp+zSH{5c(eLEHdgFu=pat>o(
-$1?vjj3%cIs=l3=3<U|J<Cg0n_7YG*rQs(C>_U;JQ>>vUW;LGsZ`SIoA^EDk485PbPWfRjQ_&V0-@yXm6A^r5C5!x{F1lI=e`ycfL2>KW2<?Qzd1I7dl@
X_xN0vzS*2j}ieLH#b-!q)H$0}k9eA>Rb_;PUkpCJ{&h-177b+5|G`LiFg{0sagN9upMe1oQ>$*ZB7v*VH8W7UV7JDjez)^Sbot;x|7N@CW`H;_C?E2=Bl
e4)!_o+wJe~N&U<16Z`V{_6O(Gr575oFBuO6v(v`X^Xvx(|0@~@G57TX;0DnK0=qL4FwG73HNrG7`QI823;W;W(CYFO=j8DWX%6l&5ElFe{+cJ=AGZGG4j
lI-;}g<6^U?YC^ZOg{A>SkN6$&@bA=32x@bVu400#Zm;Nuqa>fX*D7Y7XZuHFkz%fL6@710wH2iW28`u+|e1mq_IC?V(}1j3^0{6Wz$%Kk$82Khe>+!FEi
S-%wQA`&e$==IjW=j0RY<ICI=)&uY=9Q7#e0Qv^t9V4pt(>N^o4E+5%3HtaW@b(GM;`Q?I9}`*Q^7{Q__w?>s0N~^A112vA`Rf}9?F&T}_aQwO|K$|(7T@
sQMAInrwD2Y!2`&F93HIFW&=SoYEd<=%%H7G<04)3b#@)i<?*}F{pE(=~)dLg-%nKFX8s`=={o5Vw$<YS$<|g?91{EpbB_b9&;{sUE!TjG46(aQX_X`XT6
8i}wIm+JY1^CMI8$1fYE-}6L+9BH-{`(Et8_f9j8}A1Z_6Z&`=Ry4NJNpGU)*e3$;08Vc7LpYuIxE%LBl;fy=-*Pm5HuU^5g!~57Oe9TG~5RHJ^5Vu0tf!
{2Q}Q)6F24tIpp5z94y%s?ArYd4fhHTNCg=6%Nr!~4gsjuD(chk*y{NW1S#_L4CoB-GVCih8#n<-O+n}D+Y2A>?G`5bCmJ=@(f0%@6!m1f2^12+2kimL`4
rpPN*gBx04ekX583JS4Bz3)78w^93%VU6;qT{~=|JB0C-DpQ_2T&7F&X<fCG_(1NxKW`=`SBFD*Wda_7DdY&)XdF;w~W%_SgCH_bl}T2KwIs4B!nS(K*5)
105*%6aNA_!t?~|MDhI<_!83U2;(viCgbewHn%J76CoY_9xx{s)gSES{`MHyQ3Ck5%<_Ng5zVk2`Sug<Im!g(><$JU{Q3eW^PEHoCieaX2?XqoArLA55d^
9h7zHKQ{_7g;^$*wLFA5J7ISvlj4EO0N04&<K|I4iR`v~^@1s?kr1lIQ>`UuV&<&`@77|R~;$<_D%HUSzOEDJC<X%ksF`YxKu<1h6G3PkG(3!4?d6~=B9@
4XBWF7XyD0qPqR`pX^^7nij79~UmU>n6!w0Vnh&QuhZI0{;o=9Q@P*>&)i|?HjWl&g12!B+N*=`7BgmMbQTQBr6c>Fg!#Z-3|2b*wY)?90Twd+&J*v2L%l
i{~|p15>X7=9WqE&90dO={}=o#LKGgR2_^mx2@eL{t=0uD3D@qz9T&sMP15)eE9~+)5-QcV?$ns!HvPvN@SjH!66)>Q^#miS)X~*SO9C3gaSLh&^x5$}7A
oYNM+DEY-O;?Uu+QJ*>s8JA74bEnzXSi?{>LHS*i6Gh`aI)D1-};>ASV;`xK#~byB_E=>`F7e`7kjEUnIl96Hu+s?+GdI!~ez*%tFdIVO7Uh)I99GCmbU1
6)F9z-yQq$;{53P?)XPv4=n#1?g{M;4E6LI=NcpOIQrY`2jB;{=_%j=@5tbk<_h=;*}^C%3D?*J7|O>gMi3zgH?-#D-775X?+eK4`~NQR^!5c85)ac6DcC
CE;Q95sJMaPxFzoUC?Ci79NA=P%3#k+cy#pT%-1rRa`_tv?`wS;2Axak+029Fd(FEf$TJJbn12h6u9{Wk@jM+x)_R7A`#T5F~7V)*w1KXV$^3LY?D7a(B8
%Xg+tpxfwtJEd+5C9B6;sZL?H8S>#1obB7|Jn4-QUxg@85}9SI42P4_!Pm;)dJDP=R5=JOFjN0C-Vmb?&SCU>+0ta;uZ4bkP`il-vP?sycY(@L=p5!$Ji4
q-S;F-G&y77Ax6mt7{in`+2Ify!WTIjH}xU12i?;UeE{&=DCuSc@?7Q8z1#cM;r=)G0jpB_Of%p_F{>EM=i1fPDZ}M0?+fho1N{U3rUUD|x8K~u*E&Hg_&
_xL%J=;dCKdV;0S3kL=kh1mJntk1BP6g27uV^^@9#7lGtH3uJ*Bw{2O1R|7!c|$EC>qg2_DbTPYlx6$Q2d(rRWb**VOI*$u%P)O&D^~4M+|V(Ca4a050~=
7Vy{&9nsf5|269J1K;4=FnKdFDgPr(_A}+GN8GLoOvnz=K_WiB97pa3+o9|b{Pg-M=nMcEztAjD1IOMG-4{C;BT^R-B=Hgr7#Gjx*v!%R5$|zR;|~+|&=<
D*E#=PlEHc?9DaH{T^8DOH66ERwK?({9BRoeT7D1E5(Cr!w<{Hof@fR2FE8G*<*#F7l{oJyv?$O&S%<%ryQ76e35m}y{x_>zDx)tIvOfMof8wB9z4oE^c;
mX-C-ZufGi<~4H%*n<sy*vi`2N&Np6bIhHL<|rJ75)4783+RU`TFqj^x*gi^XJm~;TZP;0raVX=NA$h*;CQVW3T@#CA{S$<%jT$*FQB56UF5Wffy*k#R>o
m_Xp4Q3P0-J^yN?-`_3de?cV+!0}0;>9P175&<z&p@Fd&v?*$43-|ZD41K%|31|t?B2N?Va5C`@I-3Rp6><;n`^$+q3`}q?d@5l5H0pl787WWeu`Qrf>_5
Tp|{sHdn|0n73|Lyw`0OI*E<_QWD{PqSA2lwXd1rrDZ-Q@fT0{r~@^ZF4P6744N`XBrP^CSuq0}SH{@haK*@eU361P|{H{{|TZ_v7;l{POtl{T3qf^!oK4
<^%rx2MYx7@*MgU_3YyG{{sLY@)`yW|Mo5E0rd3!8S?o5-pUIU=mYr%`vvs<3i%)c{0;^J1o$fl4EXp492wjb_w5h_10Cr41`-4P2l?wG@ABU3=M5SD0Q>
U}{T=ff2M!SJ^%D6T^8)Gd6&el;{2$@<;vXK<2omlJ3;o{y?fD!R+yw$6_z>&t1`-+f6aV`50|h$W2Ko#jBkbe>2=)*L;xO(I2@TZd0ubgh`tI)X`0OL{3
h)L9DC-Ox|LX(z<RASQ{s_$bCLR$90}|fz;ST@&A`$WeChzt9;`s^~*bo6A10v@K8VU;FA>Q8P@)-FB8VwFI7UTQo1Ty*h(Kh!D2pri24GrHC65iDG?f~u
e77`R41{oVB2RP7BqbTGf8Q)07#1As`^!)WP4(#^UISR(S=>Pb}6(8B@9h#U4=}fZyASMIo8v_I3`Rch85y~|$E*s<;<<_AD)&u=ECBd}{2nj(w+3yYX0O
<zx`XK&60^AYP68;YcxVA6yfAt0SF*PqW4I9S$*9HVJB@77&vgHd3Bk#{W`X~qI(ZS?Q7Wxw^Js%PWB;EX97#b%6%qG%186L%yMiB)1u@%EkBiP*h%f=-P
Un9aEDERp={u)Zw&<!W@R`k^8B>^=I3GvJXB>Cep(f0-;87K4*BCgU)-SHP$=pXM@={6$0^E3znLj5Zq+))Dg>#Y3c-?r%eOB@Oj4CNxv51Gve1Qq})Kp)
L12rl_C{V_Z*sVfH{A_DK*%nt?c6CyqoM+FYX^ROYZ<PhHr?jqi-5&$0c659_zE*wHO{@Cp|{Sf^8@=qH8BhCr}&@BfCJ}bGm&j#Q7Hq+!Y$7&fM?$G$|&
-)W8>ngkq>((Ilq$*h3L?T!E`T7PV1nu1(@c8Zt6z}l&Dzx<%>mL`)`U@E{8yp)M84bM@{R9!vD<1;bCgBMp_0km}00Ybb6{OohEA4474C?CuBE-e_?kCt
DGA;QD=^X0>6)rX!{ci?HB_03++PVi1Fc8!K^${V@^v50``7!V3{PqL@6(B6-I?mI?8vVE_UJ3fi9{nX4#?Tcp(GKbi91G<0?-Kpx_oL|m1uY~5-K_B1{Q
my{5hM`p=k*`)E(aYLP3Iwq<<bNY7P>+v59A@GD%so%x)#_Bw&VNd2IA}8l<4mxQ{vPfx;YQ422~{6^TQqZK=tvc{PyzI9Te}|G4CJ<=L<H{F&z;ow#WJR
ANa@76)qzZ>&PYrxH%9FH!skT<=3YN`zk2NF{{`K2<<Wv(--jh-0n9A=nOj%`laLc)|m?~Bthpa>;?N2AqCYU1t#|(M+{=;Am$I~56j#J*}CTa;VJ*c>F)
df7t{(Q?(`T876tSA?DO=^`}R-r<*!`<J`5-2+{_LU-1)R$`w1{C&hRuv7a#=pHXzE}2|5G&3(MgGIL*%v69@Oy+w0~T0nn@A8U_F!=`Nqn#k3AX48#`Qz
Z7fZ@c--R<_;Ur&L;Q@*~6s-@ef4{>t;6#>^SrD8XfGw;3o<8I``Zc_x$)M`z_z>QZ~E?8wvM9=^p3o_|yZyATB5a`3UXM0P6v(+0!2KB17uSWj^S#-x~^
J4+i-uG7JX9%h3B5585LO4;3Q$HTVH!4b?^}Bi!M_$l&YoG62^w2l_ew{RtZE-4E*g1ySEL{4F5)NXO?=%OVcR>QB+-0>ls545!`Jw$bMnG~W#Q0PF7g7v
uio``;-9DCp`74+q*757-qI2o(M69vB=A@BHKs{1h$x@c#?|A^G<(Ap_X<K;8!)8WHyG6bR(^3jOHs5z^cT7|<vnIOp;L2jlY&0Q>a*?du8q57;IH{_phs
00_tO76lOC0uc2D{Qmv(`xW~O_x1u2^7{q**7xrPJrU{;8wSZ166how4Eh5C+!O&W{08MA^XnQPC<qSZ6%qUP@$dug{`&3g^6vxY(*yws^A9uw@b3}t1}6
Uq4FK^3(D()G2J!38?d$st_~7mp6A2~{2KM{{_3#Mv`SJDv)f)%n=`0s4EgJjzCF>Or-SGMJ9snZ)@Bi~j=Hc1|1r_lF2G<Ax12Nd<>HZxR8w&&h3l{10<
M=2p^5FjE1q>hm<P_Tk2=MVF>F(PD_4~^Q@EZ^K2Nehm68#qd@dO6^1{n(e>GlEt5&8b%(<KHD1nVB+2lX%p-31i@|Nij>{^kw&)gcEO89f{YEd&n+{POz
y0s-3Y?j!mf4Gab(3Hu=Y_VP;r`{w@@^7b0)@cjGt3ikae<_-)L6$%R;?jipQ`S#rE_WKY13G?~x67?Mr_3!E%0ptog3p4N?5f2X%1>5W?2O!}E_d*K=3J
c}{^#u{;|K{gPANVlaC;tK6_XOM!_w4`e-2Lza-U8$5Cg=(q{ma(w@%s?};sOo;`Xdht1`5>M;_V>Y3H}E9ArB3<7y0E94iy&g7WeQ5=HK!f^vw?w1O@a5
?GfSo^d<5E93~hm`v?jC4fO#H;@$lQ4b$!g2l)i{^4{+Q<|6PF7!M#86a)r1CI2M@Fbw|(_wqFe+~EiM3kmh(1O@p3+wJuB_6g$(7Z>{SF97BW-Y6CMDE$
k^5b5*X{Ne2C6#(27^#>OW`vd|f1L67(66w(t=Lqp5^y>uk0r~^k3GDv@9PjG{2M7Qe3k2^J{PI2&A`R{B0s-#-{^k-60^6hf78(Hz<njU6{SEaS<@)X6`
S1nT5DDkv1s?ba6cqjc_3-rL6weL@5F!8p^$G$H9QG*-=_?Hh2KN=}4=)TCANe5j?E3Ka*VY{q1n=DS`}5i_BIflE>h=8t1@ip@1QZt%`WE&92`>!;{qpt
r<q+=r^ZFMj7#<)RI_%@vDH{^H@)76{`ThG5+u<nO5ZfQ++UWrJ0~`GA0~rzk>GJ5_;`jOf0|@NZ`TY6%6bc6y4-@1o7x^CP@x%M>oy_*SGtl+k0wMMJ58
~tq0sRp10s;sA`TXzi{^`s5`ts(^776M6)d2AT1@SEa1~Ul>(dYx{<S7_R023A+_8c4g{1OZW3H0~{1?cn%#qbRc`04uc|J4Tm3j^`%>+|dz@9+}*B^VX>
<{Ta$2lN*g;N<WMCj;)w_y6k_6$BCWB@xKd>;MA;_YnE~9`PCe6(02t@(cm(|KaQF^Azad;u-q%_Z9f%^b!!~6$KCW-SG$7`~UPg>jn4l;0X}+$S4f-`xy
cI1>*`8;RxmB^8hCV3G*xm1@!_45%2CC_XH#Q_X-~d90>>f@&)nu4H60_)G`eT?)UuBA^`yp?F9M`;w>8i5c%=;^Y*#~?e_T3{y69g^ZV=<@f-RTBm^1_*
yjr0B>4;Q_u?4^68Zw)_y+Si3G4Xg&(R9{LIeQ(@(t?>BMB7$;|nFw{s9LE2Nm=0D-7-P?GWwt6!8ZIG3zq@`u^k>6zCKH3G*A_Ao20?2>0~Y3h@Ek0pso
q5Et$l2JPb^HU0Jz&*#(R77g_W`2__c;@kn^-3uWU7a0Kj1L@%O{uc`JCgb=g{Pz#o6Y2``93%${;}_=V0s7MZ*8V60{QLR*A071!5EJ&``sEAp-1Z9m73
kC30?Psb{PXGr3-lcZ5aA6I5Cj<7uNe9f2=W;I`RCfw3K8%Kxc%%QC+`yL-315hz##+c?eytg2w?Z`2OACy5cm&AEb!zG@f{8548RHa<@FWp|HKLb+Y|B@
2m=WZ6d&jp5)S<c`X>?q>H-D~-4QzD3gPK29s=Ft1^W@x1n)QXKJ@_v^%n@e6&eT&4fO-*7x47&5DfnB;`i|e@C+Rs3MBmQ3Frvt0{rsc8vXMY=NTN}>hl
5a4i5z!?JWTR?Hd{21?vv;`AhBu@A?b;6Xgo?CfW}B`4jyZ3-jtU2LCDd6$KRB8y4IG3G4UaK>Ga#>h%x9{p}6w1?lrK6blaDA0hu4=_K6j8Sf7A@#hc!|
J*S90uTEO{NocL5Z~AE@b2md4iMt<`}`-!?Az!5<n9>XARG<l(<J#b5d7!h8RiTh-~03J03ho9`VtiU`xy5Q@(3Ia73l{32HOJ?4*dK1{1+AG6Z#nT^7;Y
v80-qp4*3QC{vzQVA`uzpNay<1`}Fk&?(7THChYws{3P!W2Jrp_`rq^g{t@{9^dB1r77)wt74+5lHy-r^=IRjd0|Er-?%MJd67uxn5cl3G_z&<86%+pI1O
NO#@c0fgG3O%G*y{Y<6b32p+TsKhBkSky)E?0$0~Z1#`3V^CDh}fn*VzmIAM+Ig{O$?}?g0z?{L~NK1NQ3RGvy)*-UZhW^yV1}?+d^X?&a4G1LFi077jlD
2G{^4_T1p-6deWR8xTDd6av^90^<h**x3r}3G?$83-})b3-{{)>K_Ra4f*@?1s@R)00s088~ywT$@LEY{Ji?c@$K&r`t}|)>MJ1lLKo!S0sH9c^6L-i%@g
wN0rc=R7gp699`->1CJY7q3)1f{1O4&>B=Y<J^A#)9`vK=PCLI<F6aV?&)cQ9rC=uoK^$9ld4IT{x3i|@{@!0_D1n~zi0_Fb-|MBSn@%iHg5DPTw+W_p&{
|WvX&H)7@@Eh_B-t_AJ)9nNZ<m}rO2|w@a5()tV1u5U`1O)gy2`l*W5D5Y>0P`IH5$oRc?BO~Y3<M1H01(0j3mFt02ngCI0RbZZC+8vu_$2%hItK^$4GRp
|A_?^a5Zuu48!iD6_VxPn^5y~R5E1j~`s5c8`q}&U@Bax0@evd~79<@81MC0!0qOGM^%T?$>J#f5EdV1M3Gwj<@#XFB_4Eo8BmoEH1|ZiD3Jezs{UGA#^7
j!R;PvVf5gh9j_8b8f_z4IS@Aw$*1?<`o(C_~b_W}+6_wx@KL+an%@&F0~`u69``v(jc0VWFU@$4@A8UHB%>+S{+_wn5f4=MNc|0EFy^e6!B6$Tpb>-V!9
^by_f_XH5{|Mw*M-}~kE@dOI>@(}k19|sT10~7892Nx3q`V0^P1Qq$<JmL(}{qh<40|fy!4Fd<|1Q7BD8VMZ|&++p-<3cGo4<G{<ALJuF<0Jwe-vsd<^Cj
sP-17+y>H+N~8{+Bm=K<;e><lREAok|e1>DpD2Po<c`Q-yP=Oq;72?q!Z4j=RE^7-iy>HW;`0uvMn_z5&M7Vrid<1Xe9CL;wBH5b?)8xT4AH2Dwq)9CdQ`
w##d9Qp$)0V@vG_#GGq1p^5RG5PxL?En1X@XH(r7XJtl9RT1S1oa#R_3$eK=K%K=1Mo5D^*H731P>VA_6rp43IrY%0R{ga0vHez2?6fw4kHu)9vJvACJP?
=9sk1y3nud&>nRoM{0ijl3-tHg0UzrJ1uhEp-Shn6`|$}M>hm`D?C}vC5cc={`y=h}@(dIx1LW=tD)syi`vBH8`QjHM;{f&c=L`x41^4b3?BFR59v?aCAo
A)j1N-^=$r=U~0}tI19|q_a2@Trn3JNL%8V?=iA_Vr_;R6c^=;#Ca`U(l_{skHl`X2h_<sTj{3JL7)=GYzZ1@rd>8v5cB@c{td1nc=5{pb4c>hK@$-vS8w
{rVKy1|-w|)%y$&<{A_P4gVie05{g<9U~M9ATR$T-q!&e@D%pd2n7M~7y|4D6g?9W65amQApGF{`sN-E{uB}W6Z-!E`U(2s^brOd@bLurA_EKh3Mu~w0s7
$+2^-<k1_1^16Y=>C@d7U9@7@~}4FEFa2Nvqb{Qv_L6bS_Y;_dVk8tL;6AM*zP1PcEM?db>c2lNHX5D4}e_v`=W`uH;X{M#G-77GON{rK7f9uo29{|w;z?
EL5903Z|U0Q)2U5)Szx{QCJR2=fNx|NZvs0{{#W3LzE+?)Lu*{qyba><RSM3F-jc&;;@%@%s?l1_bU1@eC0J{rv3*3H{<6`yvbh=K&W0`}FAq`3n2_<MZq
G<>?R%@d@hr^8g+k3i2BH?dJXTHXP*tD<u}}{q-LK69O~-FX0aV@#Ew64*?-1_80;k9|7&^4&~q>`Rgqn8VzFj2IK%T8S~-x{`?O8<Qyv+5+ND?76$(O`{
@nT1p5Uh{qXe^<OK!`1^5mGDF_<l0q_J3`1BtB@#6#f^y1<O4f)#s`wsXP^!NGX|M>m%*W>-x=k*Xi^8YRn>IVbH81&cp00a{x<qGfz1IGZ}4gnqw-|+tw
><8K}0`eIG>KywN1PdDd=^5b#72ev|`2qd>6dd{m%M$bf_|OO1{`Bw%1P}u6`1%+P_yqJ71sMS98V%(K?Ah%36cjGj<o)>!6VMR!Al&vN?*{e>Ee<3Z>IL
-d4=DNUCH&+5`YjOs1uYNO^Bf8F`2!U)1Mvp>4f+894;}#%A@1@K1@9v71@ZO<6(i;l<n;>N?hzXE#uNMP2OZM(^Y9J~=<np}03H$o`uqz1^cfZo9OCNY=
<E>(4ieJd?(F;o>kZ}p>GLK4`7Heq@EZOO2o(|I5aa|PA?yPG^7j%10|Nj9|JCjo)&cqU4EF2@2N)R)5Ch^W_2m>M5CJFh^9B7M1Pc`Y0|O8d9OmcZ9Ukf
l80ZBD_yh3Z?Ck#)2JjI40RH?h4=&RU)&l9<3iS{i`XcDr9|7P7-S`I^_4_3E^ArR0zvA}z%@F4J`0My2GJgp=`Uu+!GVl`H*Z{mItl16w0|YJ-4D}QZ=k
VeWHwyV92J7Dd@A(ev+56fh>ERdy^9d6P3hpTC<NW#d=OPRW-3JEq_XFPS=d~LW^X>Hm<?lSx7zz3dyU)`9@DR`N^#Tn33_0!l4=g_VEf^UQ@*(mc{v|Q=
<_!!57AevA>I4z#@eCs7!v`|m3IG=2?j-dt2mQ=8-xdNN;{@;a_W$G-=h!0L0vZhc5f<|75dZ7>_2e5A3gH$0`t1wt2nrJc{r~X_0{{cf+Xoou`~4pC|M?
6N75?xc79R@J;}Hh%CilD){`x2d{~7lU(7X`p@fHCF=npCB2nqiN^d#m5`{VHB+xhbz^ymHB`vCU~;Sb`|`04o~`xpNh^!xP==FboO|L3t4{RjmK;40$LH
1+x=)dl_=`0(-;((3~W4;KIY<LnO`0Sor{-1GwzW7GKn8t(_m_a?wHf&UT_74SgI)Yrr!w)RRN3@#Au>I3;Q9}w9b0r=n%0qODg`Ux`<k@Xw$Ec-C@1TOv
r?)?1^wG<cI^~MAa_5Sq%10nC!5c%Kp;M(>L1`YTp*d74@;UN+U<ns#@`ux`a85s2AC>kv_1rQU+01)2^!7~c)_Wa=M8|ncd4nG105f1wmAn^7Y9^={q-}
dSK=^7XI5%C@X)FbKU3hysA^z<DO==A6x_$J;T7BKz;74I|z?(+r~`|JHR_vZy3EEm}~8s6j%><Re)3diQ@6$u~QB{%p0;RE#+-Qzgz_XPyl`wH*`<Nfyp
+}PO%=IHb72>;&(-~8*u3*qe964vb<<rD7&<p$2^5e)7I{_W4~?ce492*vRWuMHX!Ea%Pr{{;#R?<@uO_|)zQIrZcK5C<6%AqW5Z{MsAc)!^tI|LY6u1`@
>{?g81?>doKs-}@;b>F6mK|0n4k`TyhL3kvrC>KgUq==j*@6%qCk4f@3c`WE!m9Q+;y=P>dR4D#PD{SgW!;07lL_39fV3L)|I=M2^I_w^PI+29oTCk5Kx&
@1X40qqC){2mzv6%sD#`q>ZGF5(jG?e*~K>Cq4j_XOP*4mKPU3;^iu=ojq{4H6bJ04)*c5B3n|5V#i%<PYKa1KkJx9WD1M^!51|DjECM5X~JB^Bw}u4kH2
)<niP2?Dg3o2l)X5-1GW0H`xs$<pAas04E0m3=k6`A|U?@`VQdB|Me^N?GhOyEEE7i@Ba$>1RUf24h8iT9^~%3%j60V0T2%s_W;St0S?^Y@7@CD3<?O@?)
eP~1|9ME*4Rh~;qL3^?JXMd8cHeO5isEm>kZy4_8=Yi-3uQ*3sL(81m@}H$@d`o6b|R|-}30`1nLSO84(8#7XjJj;pP_^;vWYX92x))6hP<d^T7i6B@glj
_WSYY1<cCx6(}CR%nIr(ANtZH^X%Ij4i4r7&*TdY(;FAuHTe+e7XDQUEb;o_*7X4P74!ZxB=7nM%h&TN95^-F;^!_y_kkWV6YCk<z0e2lunZ<f+V%GW$lv
ck?F;72%Ad*#7c&2|^5g#J4MMv8^a$Db4*vYg0~zNC^$jT+6ai$|9|<Vc?&Z|xAQ1E(<p(Je`19L3H6+g~{r@fQJ@XGo0QD#t9TGXi>D%1Pw+-Yi3E&_z5
EJbZ2O=CL_0>Z_Eae3a04Cn)7}E>n^cT?_KkfMS=iBBd1OY?h-U|&G6Y>@T3HLCx?+OgF^4{__E)xJI8t)tv4IV1^^Z@s18O07H1{o08D&({O(FhOrLH+>
o?EmLO8zU3>@$ob|2G{5%<=_kO4&M>@!2=rg^&{O8$O_*Y3i|-^-ss@@)eHp^@5%NZED-!03<&%6{0;L5n&=M?<Kp%c@DVQY#{m<?Fyi_o4-^nA+O696_D
#bZ?IZj8Ll_M17P<uiA4A*s_{Zu}OApT&Jh=BE+!y`x)Fnj%`3MJ5DuDt4Yy$cG>G#U@_YBz`5eG!vywwHh4CV5o5-Io{{5jVk)-v@G*v(1?3DWlc*YE=i
@Cyeey#dMq9riO4?)m=WGT!_7<nqt#{Q>9NC*B7M5cv|$BIzUt@Yojx`XfLg2@2rj2ma92=Oh)g$;{a!2+Q~r*t_EB`Q!Zx{?7_49~ZLd00}C*F&Oye_3-
uv|3KjQ+e7rs-vKu0I{^L^=I}NG==bmw3>63EJR;H0e8v1C%nc75&GX$F^vnO|1^gHi1kTYW0^Sqo8}>BbF*hUb1G4rQ1|9}D^8g|E^6dTr^Y6RH(&O_%>
i_i8F&V!O<kaFfiAgg3nXvc_Ch1Tf#PZ|o)%Eh}!}aa>9_ue+$Q1|i7DxCY;8NxI#~Q)<k{|{41+fhZ=G_PB8!mIR2M9s?QS&aV;{(puE^}EB2gc|B1{f|
M=mz{63(5yEN+BRHLN5p(_VD}p0J8`5`Lp@!2k_r30uSXFQ~nD)>)Z$T&iE1{^8YFL`{xrG-~#?I!V%D@^8F|ECF({Oq1Yzx^y%jj)eiDa{1nLZ8{hq{t_
tuePx#dU{`C3<Efy05?Z7Mf%ic=+9l#F02@3=<-|gD$3_H*XHW3yC2Jc1M82#wX`{w!o@Jl!L1ts??{pQWJ?C8xFHz*tH|Mt;6Y~%O;>IWtW6Zr@j{2Acl
JP_mX?EsbO4chi3^$ri=_AB`1Jva<GA@~~lF%S>`C_Dfb49^`u((4Z4?YukW+ZmxZ&nYR|>mum@?%Dy%?=uD52JXA@3gIgQ^8oP%^a4Q$9aL2i`U4`x|Lw
0M&eief3->JA|N7Av4K5?J_~#SU4dbp;?j#fayB6;Z%1${M{~hEV8rj|Zz$6CLFIdj~2>;xk8Y;;5*9g@h|NkV_<HQEW_ShH`9KX!nNfr?fF6kXF91Hzt8
PV$b>C`;U;_~4KqTTNW2>J{f=rAPDIZd_u6(%J8_16sT`=saY9kVe5{PHp3E$a?2=lJG66Ykyy75*;3>FMCy@8S#94D7x`-}(nGINk6ZCKm_qFA_BE;nV#
EvKiI!^z|(&9KjR@A>k4t5F{f9+14%s_W9%j90VW83;0?H_tf|11^(IoA<OLv4-@gb2qx+FIq~jM2LabS1?N%}#^WgNJ+a*Z^x@3<(j8+%`xQUzF84qr{q
yDi@f`+E^W*6nD<-|A6zT=0;vneHG9C~74E{3s
"""
PAIRS = """
0D5(JZF+-vaeaSiaA<3AZg6XTW^WEE04ib@V?#O?d2DlVb9-oPUS>dPSz=~SNMvm@YB@?gM^iUVBsTy6b8mNSXH;crQg1VCYE^JHEKz4jQ9eUaSxGufK{F
Nrb8K-)Yg%$=KU7^^flY8pSyV|zTuDGpLMkjZGcEuCd2w56VOmmpZCPs|TXrW`Wi~25H(E|#JRl$}E;0ZBcUx?Mc2;axQ&uixQAkrsJ2qe{PEJTHE-Wl0E
&u=kdUIf4T7pzvY)M!$L|Pn2ZaFMHHakc;EH^qQBq{&^c5q>4P()5qV`*PzV_-URWjQWHJxfD9H9#&wEEWI&aBq2GYFJ%eGdvDnS4m`H0ANcuT2MtpGdC(
VBsBm4cXd`_cT+`MX<A-COi3(OSV|TkMMgzEJ2oyeFeCr~bYE~uTT5SB7FIKQIc--=EKD{WQcyuE95Wyw91Z{gd~9D{TvIAoZ9`)qRAEv+UO6f^EJIH`JU
%WbCo%v4fmk_QQD!?uY&&KyPf{RcR8}NATQ*lUHzy}978U>icvw?sTS-_=TwrrBR$4$-S641QPfJQCG9&;eAQk`sY-?IkSyx<FR9i`BO-N%h4mM^vLm)ys
H7)=*GZp{<Ygam5Z!$_>URGToHe_2>PGux8M@K*`G8QB-761SMVQOq>PDfK<Kt(K5KvrBwJyKsVOFlI+Iz%KE79aosS4CM<VNq*EOkFl!Cpk?=Lq$Y0E@d
1$HXtk<78U>iS7KL3M_N5WY+yztSzs_cTQ*M?DnTwRGaL>M4i*3abxS!iH&!!4AT~cfL_QogHa#i;GCxODWMMx}Q!EYuU`$(1S4v|)Ls2(jQ7lkdEHXtWH
$E~oARHtoLI3~&MNvmzXGAqsURPBz95XUnWHlrXM>-rNBqRU;02TlM08v9uKS*6nM@~^mOG`jtKuAYdLr4HK00224TmUBkYZev`78VvD04yXY0000M8~_d
{03>PvBwYYK000~Sd;kCz0000000000000000000d01iq30000000000BtSYnFgH3fCpsKPK07QhBttAdGb$<o003$L00000AX+;d7DGKY04^3FBp@doHZ
m+q96SIHEC2v$001NaRR9100000000000000000001P01jVCIRF*_GBYFqWJM|`Cp9W8AS4zfHa8$FCl(+~7BW~cCjbs001h_*QvePC01f~E0000000000
0000S002$^00000BmhGIO#lD@0000000000000000000z04FK{00000761SM761SM00000000000000000000000000000000000
"""
